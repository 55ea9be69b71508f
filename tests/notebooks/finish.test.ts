import { costText } from "dgm/notebook";
import { describe, expect, it } from "vitest";
import { finishedText } from "../../scripts/notebooks/finish";
import {
  type Notebook,
  type NotebookOutput,
  parseNotebook,
  PLOTLY,
} from "../../scripts/notebooks/notebook";
import { checkNotebook } from "../../scripts/notebooks/problems";
import type { Draw } from "../../scripts/notebooks/staticImages";
import { type CellSpec, freshNotebook, printed, storedNotebook } from "./fixtures";

const figure = { data: [{ type: "scatter", y: [1, 2] }], layout: { title: { text: "t" } } };
const picture: Uint8Array = Uint8Array.of(1, 2, 3);
const draw: Draw = () => Promise.resolve(picture);

function shown(data: Record<string, unknown>): NotebookOutput {
  return { output_type: "display_data", data, metadata: {} };
}

function finish(cells: readonly CellSpec[], drawing: Draw = draw): Promise<string> {
  const execution = { notebook: freshNotebook(cells), seconds: 12.345, peakMemoryMB: 700.2 };
  return finishedText(execution, "/a/b", drawing);
}

async function finished(cells: readonly CellSpec[]): Promise<Notebook> {
  return parseNotebook(await finish(cells), "it");
}

describe("finishedText", () => {
  it("makes a file in which nothing is to be found fault with", async () => {
    const cells = [{ code: "a();", outputs: [printed("x\n"), shown({ [PLOTLY]: figure })] }];
    expect(checkNotebook(await finish(cells))).toEqual([]);
  });

  it("adds a picture to figures that have none", async () => {
    const own = shown({ [PLOTLY]: figure, "image/png": "own" });
    const { cells } = await finished([{ code: "a();", outputs: [shown({ [PLOTLY]: figure }), own] }]);
    const pictures = cells[1]!.outputs!.map(({ data }) => data!["image/png"]);
    expect(pictures).toEqual([Buffer.from(picture).toString("base64"), "own"]);
  });

  it("draws with the library where nothing else is said", async () => {
    const notebook = freshNotebook([{ code: "a();", outputs: [shown({ [PLOTLY]: figure })] }]);
    const text = await finishedText({ notebook, seconds: 1, peakMemoryMB: 1 }, "/a/b");
    const png = parseNotebook(text, "it").cells[1]!.outputs![0]!.data!["image/png"] as string;
    expect(Buffer.from(png, "base64").subarray(1, 4).toString()).toBe("PNG");
  });

  it("records what the run took", async () => {
    const { metadata } = await finished([{ code: "a();", outputs: [printed("x")] }]);
    expect(metadata.dgm).toMatchObject({ seconds: 12.3, peakMemoryMB: 700 });
    expect(metadata.dgm!.machine).toMatch(/^\d+ cores of ./);
    expect(metadata.dgm!.codeSha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it("lets a notebook that shows its cost show the cost of this run", async () => {
    const notebook = storedNotebook(["cost();"]);
    const before = costText(notebook.metadata.dgm!);
    notebook.cells[1]!.outputs = [shown({ "text/markdown": [before], "text/plain": before })];
    const text = await finishedText({ notebook, seconds: 33, peakMemoryMB: 640 }, "/a/b");
    const [output] = parseNotebook(text, "it").cells[1]!.outputs!;
    const now = expect.stringContaining("took 33 s and 640 MB") as string;
    expect(output!.data).toEqual({ "text/markdown": [now], "text/plain": [now] });
  });

  it("names the cell whose figure cannot be drawn", async () => {
    const cells = [{ code: "a();", outputs: [shown({ [PLOTLY]: figure })] }];
    const broken: Draw = () => Promise.reject(new Error("no such trace"));
    await expect(finish(cells, broken)).rejects.toThrow(
      /code cell 1 \(a\(\);\): its figure cannot be drawn .*: no such trace; check/,
    );
  });

  it("refuses a file that is too large, naming what is big in it", async () => {
    const cells = [
      { code: "small();", outputs: [printed("x")] },
      { code: "big();", outputs: [shown({ "text/html": "y".repeat(3_000_000) })] },
    ];
    await expect(finish(cells)).rejects.toThrow(
      /would take 3\.0 MB, more than the 3 MB .*\n {2}3\.00 MB {2}code cell 2 \(big\(\);\): text\/html/,
    );
  });
});
