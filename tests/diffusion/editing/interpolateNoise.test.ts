import { describe, expect, it } from "vitest";
import { rows, seed } from "../../../lib/core";
import { interpolateNoise } from "../../../lib/diffusion";
import { slerp } from "../../../lib/math";
import { expectClose } from "../../contracts/close";

const noise = (key: number, shape: number[]) => ({
  data: seed(key).normalArray(shape.reduce((a, b) => a * b, 1)),
  shape,
});
const [from, to] = [noise(1, [1, 4, 3, 2]), noise(2, [1, 4, 3, 2])];

describe("interpolateNoise", () => {
  it("is one batch from one noise to the other, in equal turns", () => {
    const path = interpolateNoise(from, to, 5);
    expect(path.shape).toEqual([5, 4, 3, 2]);
    expect(rows(path, 0, 1)).toEqual(from);
    expect(rows(path, 4, 5)).toEqual(to);
    for (const i of [1, 2, 3]) {
      const expected = slerp(from.data, to.data, i / 4);
      expectClose(rows(path, i, i + 1).data, expected, { relative: 1e-6, absolute: 1e-7 });
    }
    expect(interpolateNoise(noise(1, [1, 2]), noise(2, [1, 2]), 2).shape).toEqual([2, 2]);
  });

  it("refuses fewer than both ends, and other shapes", () => {
    expect(() => interpolateNoise(from, to, 1)).toThrow(
      "interpolateNoise: count=1 is not an integer of at least 2; pass one.",
    );
    const two = noise(1, [2, 3]);
    expect(() => interpolateNoise(two, two, 3)).toThrow(
      "interpolateNoise: from has shape [2, 3]; expected [1, 3].",
    );
    expect(() => interpolateNoise(from, noise(2, [1, 24]), 3)).toThrow(
      "interpolateNoise: to has shape [1, 24]; expected [1, 4, 3, 2].",
    );
    expect(() => interpolateNoise(from, { ...from, data: from.data.map((x) => -x) }, 3)).toThrow(
      "slerp: from and to are opposite",
    );
  });
});
