import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LineWorker, scriptCommand } from "../../scripts/bench/lineWorker";
import type { MemoryUse } from "../../scripts/bench/memoryWorker";
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

describe("the memory of training", { timeout: 180_000 }, () => {
  beforeEach(nativeOnly);

  it("is noted at the marks, and no tensor is left between them", async () => {
    const worker = start("memory", scriptCommand("memoryWorker.ts"));
    const config = {
      imageSize: 28,
      channels: 1,
      baseChannels: 8,
      channelMultipliers: [1, 2],
      blocksPerLevel: 1,
      attentionResolutions: [],
      groups: 4,
    };
    const { peakMB, residentMB, tensors } = await worker.ask<MemoryUse>({
      do: "train",
      config,
      batch: 2,
      steps: 6,
      marks: [3, 6],
    });
    expect(residentMB).toHaveLength(2);
    expect(peakMB).toBeGreaterThanOrEqual(Math.max(...residentMB) - 1);
    expect(tensors[1]).toBe(tensors[0]);
  });
});
