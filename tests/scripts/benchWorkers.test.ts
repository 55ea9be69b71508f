import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LineWorker, scriptCommand } from "../../scripts/bench/lineWorker";
import type { MemoryUse } from "../../scripts/bench/memoryWorker";
import type { StepTimes, TensorEntry } from "../../scripts/bench/unetWorker";
import { nativeOnly } from "../contracts/native";
import { temporaryFolder } from "../contracts/temporary";

const temporary = temporaryFolder();
const workers: LineWorker[] = [];

function start(...args: ConstructorParameters<typeof LineWorker>): LineWorker {
  const worker = new LineWorker(...args);
  workers.push(worker);
  return worker;
}

afterEach(() => Promise.all(workers.splice(0).map((worker) => worker.close())));

const config = {
  imageSize: 8,
  channels: 1,
  baseChannels: 8,
  channelMultipliers: [1, 2],
  blocksPerLevel: 1,
  attentionResolutions: [4],
  groups: 4,
};

describe("a worker", () => {
  const node = (code: string) => ({ program: process.execPath, args: ["-e", code] });
  const ECHO = `require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => {
    const { say } = JSON.parse(line);
    if (say === "die") { console.error("last words"); process.exit(3); }
    console.log("noise of a library");
    console.log(JSON.stringify(say === "fail" ? { error: "cannot" } : { result: say }));
  })`;

  it("answers in order, whatever else is printed", async () => {
    const worker = start("echo", node(ECHO));
    expect(await Promise.all([1, "two", [3]].map((say) => worker.ask({ say })))).toEqual([
      1,
      "two",
      [3],
    ]);
  });

  it("passes its errors on, and works on", async () => {
    const worker = start("echo", node(ECHO));
    await expect(worker.ask({ say: "fail" })).rejects.toThrow("bench: echo: cannot");
    expect(await worker.ask({ say: 1 })).toBe(1);
  });

  it("fails what is asked of it when it ends, with its last words", async () => {
    const worker = start("echo", node(ECHO));
    await expect(worker.ask({ say: "die" })).rejects.toThrow(
      "bench: echo: ended (status 3)\nlast words",
    );
    await expect(worker.ask({ say: 1 })).rejects.toThrow("bench: echo: ended (status 3)");
  });

  it("that cannot be started says so", async () => {
    const worker = start("gone", { program: join(temporary, "gone"), args: [] });
    await expect(worker.ask({})).rejects.toThrow(/bench: gone: .*ENOENT/);
  });
});

describe("our side of the comparison", { timeout: 180_000 }, () => {
  beforeEach(nativeOnly);

  it("trains equally op by op and compiled, and writes what it started from", async () => {
    const file = join(temporary, "tensors.bin");
    const losses: (readonly number[])[] = [];
    let entries: TensorEntry[] = [];
    for (const mode of ["eager", "compiled"]) {
      const worker = start(mode, scriptCommand("unetWorker.ts"));
      entries = await worker.ask({ do: "build", config, batch: 4, mode, file });
      losses.push((await worker.ask<StepTimes>({ do: "train", steps: 4 })).losses!);
      const { ms } = await worker.ask<StepTimes>({ do: "predict", batch: 1, steps: 3 });
      expect(ms).toHaveLength(3);
    }
    const [eager, compiled] = losses as [number[], number[]];
    eager.forEach((loss, i) => expect(Math.abs(compiled[i]! / loss - 1)).toBeLessThan(1e-5));
    expect(eager[3]!).toBeLessThan(eager[0]!);
    const numbers = entries.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
    expect(readFileSync(file).length).toBe(4 * numbers);
    expect(entries.slice(-3).map(({ name }) => name)).toEqual(["x", "t", "noise"]);
  });

  it("says what it can be asked", async () => {
    const worker = start("ours", scriptCommand("unetWorker.ts"));
    await expect(worker.ask({ do: "sing" })).rejects.toThrow(
      "unknown request 'sing'; expected one of describe, build, train, predict",
    );
    await expect(worker.ask({ do: "train", steps: 1 })).rejects.toThrow("nothing is built yet");
  });
});

describe("the memory of training", { timeout: 180_000 }, () => {
  beforeEach(nativeOnly);

  it("is noted at the marks, and no tensor is left between them", async () => {
    const worker = start("memory", scriptCommand("memoryWorker.ts"));
    const request = { do: "train", config: { ...config, imageSize: 28, attentionResolutions: [] } };
    const { peakMB, residentMB, tensors } = await worker.ask<MemoryUse>({
      ...request,
      batch: 2,
      steps: 6,
      marks: [3, 6],
    });
    expect(residentMB).toHaveLength(2);
    expect(peakMB).toBeGreaterThanOrEqual(Math.max(...residentMB) - 1);
    expect(tensors[1]).toBe(tensors[0]);
  });
});
