import { beforeEach, describe, expect, it } from "vitest";
import { seed, type Examples } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import { binarised } from "../../lib/datasets";
import { expectNoLeak } from "../contracts/leaks";
import { nativeOnly } from "../contracts/native";

beforeEach(nativeOnly);

/** Pictures of 2 x 1000 pixels, half of them black, half of grey value 0.5, with their number as label. */
const grey: Examples = {
  count: 3,
  eventShape: [2, 1000, 1],
  id: "grey",
  labels: [0, 1, 2],
  batch: (indices) =>
    tf.tidy(() => tf.tile(tf.tensor4d([-1, 0.5], [1, 2, 1, 1]), [indices.length, 1, 1000, 1])),
};

describe("binarised", () => {
  const data = binarised(grey, seed(1));
  const values = (indices: number[]) => tf.tidy(() => [...data.batch(indices).dataSync()]);

  it("makes a pixel white as often as it is bright (z-test, false alarms 1e-4)", () => {
    const [black, bright] = [values([0]).slice(0, 1000), values([0]).slice(1000)];
    expect(new Set(black)).toEqual(new Set([-1]));
    expect(new Set(bright)).toEqual(new Set([-1, 1]));
    const share = bright.filter((x) => x > 0).length / 1000;
    expect(Math.abs(share - 0.75)).toBeLessThan(3.9 * Math.sqrt((0.75 * 0.25) / 1000));
  });

  it("does so once and for all: each picture in its own way, whatever else is in the batch", () => {
    const [first, third] = [values([0]), values([2])];
    expect(values([2, 0])).toEqual([...third, ...first]);
    expect(first).not.toEqual(third);
  });

  it("keeps the labels, and says which data these are", () => {
    expect(data.labels).toEqual([0, 1, 2]);
    expect(data.count).toBe(3);
    expect(data.id).toBe(`grey-binarised:${seed(1).key.join("-")}`);
    expect(binarised(grey, seed(2)).id).not.toBe(data.id);
  });

  it("leaves no tensor behind", async () => {
    await expectNoLeak(() => data.batch([0, 1]));
  });
});
