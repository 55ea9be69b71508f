import { describe, expect, it } from "vitest";
import { seed } from "../../lib/core/rng";
import { eightGaussianModes, toy2d } from "../../lib/datasets";
import { modesCovered, shareEstimate } from "../../lib/metrics";
import { pointsOf } from "./samples";

const square = {
  centres: [
    [0, 0],
    [10, 0],
    [0, 10],
    [10, 10],
  ],
  scale: 1,
};

describe("modesCovered", () => {
  it("counts points within 3 standard deviations, the border included", () => {
    const points = pointsOf([
      [0, 3],
      [0, 3.001],
      [10, 10],
      [9, 9],
      [4, 0],
    ]);
    const result = modesCovered(points, square);
    expect(result.perMode).toEqual([1, 0, 0, 2]);
    expect(result.nearest).toEqual([3, 0, 0, 2]);
    expect(result.covered).toBe(2);
    expect(result.highQuality).toEqual(shareEstimate(3, 5));
    expect(modesCovered(points, square, { least: 2 }).covered).toBe(1);
    expect(modesCovered(points, square, { radius: 4 }).perMode).toEqual([3, 0, 0, 2]);
  });

  it("has a reverse KL of 0 for equal shares, log K for one mode, and that of weights", () => {
    expect(modesCovered(pointsOf(square.centres), square).reverseKl).toBe(0);
    expect(modesCovered(pointsOf([[1, 1]]), square).reverseKl).toBeCloseTo(Math.log(4), 15);
    const weights = [0.5, 0.25, 0.25, 0];
    const modes = { ...square, weights };
    expect(
      modesCovered(
        pointsOf([
          [0, 0],
          [0, 0],
          [9, 0],
          [0, 9],
        ]),
        modes,
      ).reverseKl,
    ).toBe(0);
    expect(modesCovered(pointsOf([[9, 9]]), modes).reverseKl).toBe(Infinity);
    const far = modesCovered(pointsOf([[4, 4]]), square); // bad points count too
    expect([far.highQuality.count, far.covered]).toEqual([0, 0]);
    expect(far.reverseKl).toBeCloseTo(Math.log(4), 15);
  });

  it("of the eight Gaussians themselves has 1 - exp(-9/2) high-quality points on 8 modes", () => {
    const n = 20_000;
    const { points } = toy2d("eightGaussians", n, seed(1));
    const result = modesCovered({ data: points, shape: [n, 2] }, eightGaussianModes);
    const share = 1 - Math.exp(-4.5);
    const { estimate, standardError } = result.highQuality;
    expect(Math.abs(estimate - share) / standardError).toBeLessThan(4); // false alarm 6e-5
    expect(result.covered).toBe(8);
    expect(Math.max(...result.nearest.map((count) => Math.abs(count - n / 8)))).toBeLessThan(
      5 * Math.sqrt((n * 7) / 64), // false alarm 8 × 6e-7
    );
    // 2n KL is χ² with 7 degrees of freedom: above 35 once in 90,000
    expect(2 * n * result.reverseKl).toBeLessThan(35);
  });

  it("counts the modes that a collapsed model keeps", () => {
    const { points } = toy2d("eightGaussians", 2000, seed(2));
    const right = points.filter((_, i) => points[i - (i % 2)]! > 0.5);
    const result = modesCovered({ data: right, shape: [right.length / 2, 2] }, eightGaussianModes);
    expect(result.covered).toBe(3);
    expect(result.reverseKl).toBeCloseTo(Math.log(8 / 3), 1);
  });

  it("works in any dimension", () => {
    const result = modesCovered(pointsOf([[1, 2, 3]]), { centres: [[1, 2, 3]], scale: 0.1 });
    expect([result.covered, result.highQuality.estimate, result.reverseKl]).toEqual([1, 1, 0]);
  });

  it("refuses modes that do not fit", () => {
    const points = pointsOf([[0, 0]]);
    expect(() => modesCovered(points, { centres: [], scale: 1 })).toThrow(
      "modesCovered: no centres; pass at least one.",
    );
    expect(() => modesCovered(points, { centres: [[0]], scale: 1 })).toThrow(
      "modesCovered: centres[0] has length 1; expected 2.",
    );
    expect(() => modesCovered(points, { centres: [[0, NaN]], scale: 1 })).toThrow(
      "centres[0][1]=NaN",
    );
    expect(() => modesCovered(points, { ...square, scale: 0 })).toThrow("modesCovered: scale=0");
    expect(() => modesCovered(points, { ...square, weights: [1] })).toThrow(
      "modesCovered: weights has length 1; expected 4.",
    );
    expect(() => modesCovered(points, { ...square, weights: [1, 1, 1, 1] })).toThrow("sum to 4");
    expect(() => modesCovered(points, square, { radius: 0 })).toThrow("modesCovered: radius=0");
    expect(() => modesCovered(points, square, { least: 0 })).toThrow("modesCovered: least=0");
    expect(() => modesCovered(pointsOf([[NaN, 0]]), square)).toThrow("points[0][0]=NaN");
  });
});
