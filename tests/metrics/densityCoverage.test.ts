import { describe, expect, it } from "vitest";
import type { NdArray } from "../../lib/core";
import { densityCoverage, expectedCoverage, precisionRecall } from "../../lib/metrics";
import { meanEstimate } from "../../lib/math";
import { golden, type GoldenArray } from "../contracts/golden";
import { ndArrayOf, normalPoints, pointsOf } from "./samples";

interface NeighbourCase {
  readonly k: number;
  readonly real: GoldenArray;
  readonly generated: GoldenArray;
  readonly density: number;
  readonly coverage: number;
}
const { neighbours } = golden<{ neighbours: NeighbourCase[] }>("samples");

const joined = (a: NdArray, b: NdArray): NdArray => ({
  data: Float32Array.of(...a.data, ...b.data),
  shape: [a.shape[0]! + b.shape[0]!, a.shape[1]!],
});

describe("densityCoverage", () => {
  it.each(neighbours)("is that of the package prdc: k = $k, $density, $coverage", (given) => {
    const { density, coverage } = densityCoverage(
      ndArrayOf(given.real),
      ndArrayOf(given.generated),
      { k: given.k },
    );
    expect(density.estimate).toBeCloseTo(given.density, 13);
    expect(coverage.estimate).toBe(given.coverage);
    expect(coverage.total).toBe(given.real.shape[0]);
  });

  it("is exactly 1 and 1 for equal sets, 0 and 0 for distant ones", () => {
    const x = normalPoints(50, 4, 1);
    const equal = densityCoverage(x, x);
    expect(equal.density.estimate).toBeCloseTo(1, 14);
    expect([equal.coverage.estimate, equal.k]).toEqual([1, 5]);
    const apart = densityCoverage(x, normalPoints(60, 4, 2, 100));
    expect([apart.density.estimate, apart.coverage.estimate]).toEqual([0, 0]);
  });

  it("is hardly moved by one real outlier, which gives precision to anything", () => {
    const real = normalPoints(100, 2, 3);
    const bad = normalPoints(100, 2, 4, 20); // between the real points and the outlier
    const withOutlier = joined(real, pointsOf([[40, 40]]));
    expect(precisionRecall(real, bad).precision.estimate).toBe(0);
    expect(precisionRecall(withOutlier, bad).precision.estimate).toBeGreaterThan(0.99);
    expect(densityCoverage(real, bad).density.estimate).toBe(0);
    expect(densityCoverage(withOutlier, bad).density.estimate).toBeLessThanOrEqual(1 / 5);
    expect(densityCoverage(withOutlier, bad).coverage.count).toBe(1);
  });

  it("loses coverage, not density, when a mode is dropped", () => {
    const real = joined(normalPoints(100, 2, 5), normalPoints(100, 2, 6, 50));
    const { density, coverage } = densityCoverage(real, normalPoints(200, 2, 7));
    expect(density.estimate).toBeGreaterThan(0.9);
    expect(coverage.estimate).toBeLessThanOrEqual(0.5);
    expect(coverage.estimate).toBeGreaterThan(0.4);
  });

  it("of sets from one distribution has the values of Naeem et al., in any dimension", () => {
    // 60 pairs of sets; limit of 4 standard errors on two means and two dimensions: false alarm 2.5e-4
    for (const D of [1, 8]) {
      const runs = Array.from({ length: 60 }, (_, i) =>
        densityCoverage(normalPoints(40, D, 100 + 2 * i), normalPoints(30, D, 101 + 2 * i), {
          k: 3,
        }),
      );
      const density = meanEstimate(runs.map((run) => run.density.estimate));
      const coverage = meanEstimate(runs.map((run) => run.coverage.estimate));
      // a point falls into the ball of the k-th of n - 1 neighbours with probability k/n
      expect(Math.abs(density.estimate - 1) / density.standardError).toBeLessThan(4);
      const expected = expectedCoverage(40, 30, 3);
      expect(Math.abs(coverage.estimate - expected) / coverage.standardError).toBeLessThan(4);
    }
  });

  it("has the error of a mean over generated points", () => {
    const real = pointsOf([[0], [1], [2]]);
    const { density } = densityCoverage(real, pointsOf([[0.5], [1.5], [9], [1]]), { k: 1 });
    expect(density).toEqual(meanEstimate([2, 2, 0, 1])); // borders are outside: 1 lies in its own ball only
  });

  it("refuses too few points", () => {
    const five = normalPoints(5, 2, 1);
    expect(() => densityCoverage(five, five)).toThrow(
      "densityCoverage: 5 points in real; the neighbour number k=5 needs at least 6.",
    );
    expect(() => densityCoverage(five, normalPoints(1, 2, 1), { k: 1 })).toThrow(
      "densityCoverage: 1 point in generated; a mean's error needs 2.",
    );
    expect(() => densityCoverage(five, five, { k: 1.5 })).toThrow("densityCoverage: k=1.5");
  });
});

describe("expectedCoverage", () => {
  it("is the chance that a generated point comes before the k-th real one", () => {
    expect(expectedCoverage(2, 1, 1)).toBe(0.5);
    expect(expectedCoverage(3, 2, 2)).toBeCloseTo(1 - 2 / 4 / 3, 15);
    expect(expectedCoverage(1e6, 1e6, 5)).toBeCloseTo(1 - 2 ** -5, 5);
  });

  it("refuses a k without a neighbour", () => {
    expect(() => expectedCoverage(5, 5, 5)).toThrow("k=5 is not an integer from 1 to 4");
    expect(() => expectedCoverage(5, 0, 2)).toThrow("expectedCoverage: m=0");
  });
});
