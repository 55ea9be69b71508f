import { describe, expect, it } from "vitest";
import { cleanNotebook, withoutOutputs } from "../../scripts/notebooks/clean";
import type { NotebookOutput } from "../../scripts/notebooks/notebook";
import { freshNotebook, printed, storedNotebook } from "./fixtures";

const warned: NotebookOutput = { output_type: "stream", name: "stderr", text: "careful\n" };

function outputsOf(outputs: readonly NotebookOutput[]): NotebookOutput[] {
  const cleaned = cleanNotebook(freshNotebook([{ code: "a();", outputs }]), "/a/b");
  return cleaned.cells[1]!.outputs!;
}

describe("cleanNotebook", () => {
  it("joins what one stream printed in a row, line by line", () => {
    const outputs = [printed("a"), printed("b\nc"), warned, printed("d\n")];
    expect(outputsOf(outputs)).toEqual([
      { ...printed(""), text: ["ab\n", "c"] },
      { ...warned, text: ["careful\n"] },
      { ...printed(""), text: ["d\n"] },
    ]);
  });

  it("keeps the last state of a line that was written over", () => {
    const states = [printed("10 %\r"), printed("20 %\r"), printed("100 %\nend\r\n")];
    expect(outputsOf(states)[0]!.text).toEqual(["100 %\n", "end\n"]);
  });

  it("numbers the cells in order, and leaves out the timing", () => {
    const result: NotebookOutput = { output_type: "execute_result", execution_count: 9, data: {} };
    const notebook = storedNotebook(["a();", " ", { code: "b;", outputs: [result] }]);
    notebook.cells[1]!.execution_count = 4;
    notebook.cells[1]!.metadata = { execution: { "iopub.status.idle": "now" }, tags: ["x"] };
    const { cells } = cleanNotebook(notebook, "/a/b");
    expect(cells.slice(1).map((cell) => cell.execution_count)).toEqual([1, null, 2]);
    expect(cells[1]!.metadata).toEqual({ tags: ["x"] });
    expect(cells[3]!.outputs![0]!.execution_count).toBe(2);
  });

  it("names files of the repository by their path in it", () => {
    expect(outputsOf([printed("at /a/b/lib/x.ts:1\n")])[0]!.text).toEqual(["at lib/x.ts:1\n"]);
  });

  it("changes nothing the second time", () => {
    const once = cleanNotebook(freshNotebook([{ code: "a();", outputs: [printed("x\ny")] }]), "/");
    expect(cleanNotebook(once, "/")).toEqual(once);
  });
});

describe("withoutOutputs", () => {
  it("leaves what the author wrote", () => {
    const stored = storedNotebook([{ code: "a();", outputs: [printed("x")] }]);
    expect(withoutOutputs(stored).cells).toEqual(freshNotebook(["a();"]).cells);
  });
});
