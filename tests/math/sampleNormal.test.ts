import { describe, expect, it } from "vitest";
import { seed } from "../../lib/core";
import { sampleCovariance, sampleMean, sampleNormal } from "../../lib/math";

describe("sampleNormal", () => {
  it("draws with the given mean and covariance, a singular one too (six standard errors)", () => {
    const covariance = [4, 2, 0, 2, 1, 0, 0, 0, 0.25]; // the second is half of the first
    const mean = [1, -2, 3];
    const n = 20_000;
    const draws = sampleNormal(mean, covariance, n, seed(1));
    mean.forEach((value, d) => {
      const column = Float64Array.from({ length: n }, (_, i) => draws[3 * i + d]!);
      const error = Math.sqrt(covariance[4 * d]! / n);
      expect(Math.abs(sampleMean(column) - value)).toBeLessThan(6 * error);
    });
    sampleCovariance(draws, 3)
      .flat()
      .forEach((value, at) => {
        const [a, b] = [covariance[4 * Math.floor(at / 3)]!, covariance[4 * (at % 3)]!];
        const error = Math.sqrt((a * b + covariance[at]! ** 2) / n);
        expect(Math.abs(value - covariance[at]!)).toBeLessThan(6 * error);
      });
    for (let i = 0; i < 100; i++) {
      expect(draws[3 * i + 1]! + 2).toBeCloseTo((draws[3 * i]! - 1) / 2, 5);
    }
  });

  it("without variance is its mean, and refuses what is no covariance", () => {
    expect([...sampleNormal([1, 2], [0, 0, 0, 0], 2, seed(1))]).toEqual([1, 2, 1, 2]);
    expect(() => sampleNormal([1, 2], [1], 2, seed(1))).toThrow(
      "covariance has length 1; expected 4",
    );
    expect(() => sampleNormal([1], [-1], 2, seed(1))).toThrow("not positive semi-definite");
    expect(() => sampleNormal([NaN], [1], 2, seed(1))).toThrow(RangeError);
  });
});
