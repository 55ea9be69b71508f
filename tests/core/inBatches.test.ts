import { beforeEach, describe, expect, it } from "vitest";
import { inBatches } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import { expectNoLeak } from "../contracts/leaks";
import { nativeOnly } from "../contracts/native";

const range = (start: number, end: number) => tf.range(start, end);
const both = (start: number, end: number) =>
  tf.tidy(() => [range(start, end), tf.stack([range(start, end), range(start, end).mul(10)], 1)]);

describe("inBatches", () => {
  beforeEach(nativeOnly);

  it("joins what it is given, whatever the size of a batch", async () => {
    for (const batchSize of [1, 2, 5, 7]) {
      const done: number[] = [];
      const onBatch = (rows: number) => void done.push(rows);
      const [one, two] = await inBatches(5, both, { batchSize, onBatch });
      expect(one).toEqual({ data: Float32Array.of(0, 1, 2, 3, 4), shape: [5] });
      const pairs = [0, 0, 1, 10, 2, 20, 3, 30, 4, 40];
      expect(two).toEqual({ data: Float32Array.from(pairs), shape: [5, 2] });
      expect(done.at(-1)).toBe(5);
      expect(done).toHaveLength(Math.ceil(5 / batchSize));
    }
  });

  it("leaves no tensor behind, and lets timers through between batches", async () => {
    let timer = false;
    setImmediate(() => (timer = true));
    let seen = false;
    await expectNoLeak(async () => {
      const look = (start: number, end: number) => {
        if (start > 0) seen = timer;
        return both(start, end);
      };
      await inBatches(4, look, { batchSize: 2 });
    });
    expect(seen).toBe(true);
  });

  it("refuses counts and sizes that are none", async () => {
    await expect(inBatches(0, both)).rejects.toThrow("count=0");
    await expect(inBatches(2, both, { batchSize: 0 })).rejects.toThrow("batchSize=0");
  });
});
