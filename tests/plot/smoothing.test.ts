import { describe, expect, it } from "vitest";
import { binMeans, movingAverage } from "../../lib/plot/smoothing";

describe("movingAverage", () => {
  it("leaves a constant as it is from the first value on", () => {
    expect(Array.from(movingAverage([3, 3, 3], 0.9))).toEqual([
      expect.closeTo(3),
      expect.closeTo(3),
      expect.closeTo(3),
    ]);
  });

  it("weighs the past as it says", () => {
    // weights 0.5^2, 0.5, 1 over their sum
    expect(movingAverage([1, 2, 4], 0.5)[2]).toBeCloseTo((0.25 * 1 + 0.5 * 2 + 4) / 1.75);
  });

  it("passes over NaN, and is NaN before the first number", () => {
    expect(Array.from(movingAverage([NaN, 2, NaN], 0.5))).toEqual([NaN, 2, 2]);
  });
});

describe("binMeans", () => {
  it("returns a short input as it is", () => {
    expect(Array.from(binMeans([1, NaN, 3], 3))).toEqual([1, NaN, 3]);
  });

  it("takes the mean of each stretch without its NaN, and NaN of none", () => {
    expect(Array.from(binMeans([1, 3, NaN, 5, NaN, NaN], 3))).toEqual([2, 5, NaN]);
  });
});
