import { describe, expect, it } from "vitest";
import { seed } from "../../lib/core/rng";
import {
  meanEstimate,
  sampleCovariance,
  sampleMean,
  sampleVariance,
  varianceEstimate,
} from "../../lib/math";

describe("moments", () => {
  it("are those of small samples", () => {
    expect([sampleMean([1, 2, 6]), sampleVariance([1, 2, 6])]).toEqual([3, 7]);
    expect(meanEstimate([1, 2, 6])).toEqual({ estimate: 3, standardError: Math.sqrt(7 / 3) });
    expect(sampleMean([5])).toBe(5);
    expect(sampleVariance([1e8, 1e8 + 1, 1e8 + 2])).toBe(1);
    expect(varianceEstimate([1, 1, 1])).toEqual({ estimate: 0, standardError: 0 });
    // m4 = (16 + 1 + 81)/3, s² = 7: below s⁴, so that no error can be told
    expect(varianceEstimate([1, 2, 6])).toEqual({ estimate: 7, standardError: 0 });
    const { estimate, standardError } = varianceEstimate([0, 0, 0, 0, 0, 0, 0, 0, 0, 10]);
    expect(estimate).toBeCloseTo(10, 14);
    expect(standardError).toBeCloseTo(Math.sqrt((657 - 100) / 10), 12);
  });

  it("keep the digits of long sums", () => {
    const values = new Float64Array(1e6).fill(0.1);
    expect(sampleMean(values)).toBeCloseTo(0.1, 16);
  });

  it("have errors as large as they say", () => {
    const z = seed(8).normalArray(50_000);
    const mean = meanEstimate(z);
    const variance = varianceEstimate(z);
    expect(Math.abs(mean.estimate / mean.standardError)).toBeLessThan(4);
    expect(Math.abs((variance.estimate - 1) / variance.standardError)).toBeLessThan(4);
    expect(mean.standardError).toBeCloseTo(Math.sqrt(1 / 50_000), 4);
    expect(variance.standardError).toBeCloseTo(Math.sqrt(2 / 50_000), 3);
  });

  it("include covariances", () => {
    expect(sampleCovariance([0, 0, 1, 2, 2, 4], 2)).toEqual([
      [1, 2],
      [2, 4],
    ]);
    expect(sampleCovariance([0, 1, 2, -1], 2)).toEqual([
      [2, -2],
      [-2, 2],
    ]);
  });

  it("refuse too few values", () => {
    expect(() => sampleMean([])).toThrow("sampleMean: no values; pass at least one.");
    expect(() => sampleVariance([1])).toThrow(
      "sampleVariance: 1 value; a spread needs at least 2.",
    );
    expect(() => meanEstimate([NaN, 1])).toThrow("values[0]=NaN");
    expect(() => varianceEstimate([1])).toThrow("a spread needs at least 2");
    expect(() => sampleCovariance([1, 2, 3], 2)).toThrow(
      "sampleCovariance: 3 numbers are not 2 or more points of 2; pass D for each.",
    );
    expect(() => sampleCovariance([1, 2], 2)).toThrow("2 numbers are not 2 or more points");
    expect(() => sampleCovariance([1, 2], 0)).toThrow("sampleCovariance: D=0");
    expect(() => sampleCovariance([], 1)).toThrow("sampleCovariance: no points");
  });
});
