import { describe, expect, it } from "vitest";
import { seed } from "../../lib/core";
import { createBatches } from "../../lib/train";

const sorted = (values: Iterable<number>) => [...values].sort((a, b) => a - b);

describe("createBatches", () => {
  it("visits each example once an epoch, in another order each time", () => {
    const batch = createBatches(12, 4, seed(1));
    const epoch = (e: number) => [0, 1, 2].flatMap((i) => [...batch(3 * e + i)]);
    const all = Array.from({ length: 12 }, (_, i) => i);
    for (let e = 0; e < 5; e++) expect(sorted(epoch(e))).toEqual(all);
    expect(epoch(1)).not.toEqual(epoch(0));
    expect(epoch(0)).not.toEqual(all);
  });

  it("drops the incomplete batch of an epoch and never repeats within one", () => {
    const batch = createBatches(10, 3, seed(2));
    for (let e = 0; e < 4; e++) {
      const seen = [0, 1, 2].flatMap((i) => [...batch(3 * e + i)]);
      expect(new Set(seen).size).toBe(9);
    }
  });

  it("depends on the step alone, so that a resumed run sees the same", () => {
    const once = createBatches(100, 7, seed(3));
    const inOrder = Array.from({ length: 60 }, (_, i) => once(i));
    const resumed = createBatches(100, 7, seed(3));
    for (const step of [59, 0, 30, 13, 14]) expect(resumed(step)).toEqual(inOrder[step]);
  });

  it("hands out copies", () => {
    const batch = createBatches(4, 2, seed(4));
    const first = [...batch(0)];
    batch(0).fill(99);
    expect([...batch(0)]).toEqual(first);
  });

  it("refuses an empty data set, a batch larger than it, and none", () => {
    expect(() => createBatches(0, 1, seed(0))).toThrow(
      "batches: the data set is empty; pass at least one example.",
    );
    expect(() => createBatches(5, 6, seed(0))).toThrow(
      "batches: batchSize=6 is not an integer from 1 to 5; pass one.",
    );
    expect(() => createBatches(5, 0, seed(0))).toThrow("batches: batchSize=0");
  });
});
