import { describe, expect, it } from "vitest";
import { seed } from "../../lib/core/rng";
import {
  effectiveSampleSize,
  normalLogDensity,
  normalisedWeights,
  weightedMean,
} from "../../lib/math";
import { expectClose } from "../contracts/close";

describe("importance weights", () => {
  it("sum to 1 whatever their size", () => {
    expectClose(normalisedWeights([-1000, -1000 + Math.log(3)]), [0.25, 0.75], { relative: 1e-13 });
    expect([...normalisedWeights([0, -Infinity])]).toEqual([1, 0]);
  });

  it("count as many draws as they are worth", () => {
    expect(effectiveSampleSize([5, 5, 5, 5])).toBeCloseTo(4, 14);
    expect(effectiveSampleSize([0, -Infinity])).toBe(1);
    expect(effectiveSampleSize([0, Math.log(3)])).toBeCloseTo(1.6, 14);
  });

  it("find the mean of another distribution within their error", () => {
    const z = Array.from(seed(4).normalArray(20_000), (v) => 1.5 * v);
    const logs = z.map((v) => normalLogDensity(v, 0.5, 0.8) - normalLogDensity(v, 0, 2.25));
    const { estimate, standardError } = weightedMean(z, logs);
    expect(standardError).toBeGreaterThan(0.003);
    expect(standardError).toBeLessThan(0.02);
    expect(Math.abs(estimate - 0.5) / standardError).toBeLessThan(4);
    const equal = weightedMean([1, 2, 6], [0, 0, 0]);
    expect(equal.estimate).toBeCloseTo(3, 14);
    expect(equal.standardError).toBeCloseTo(Math.sqrt(14) / 3, 14);
  });

  it("refuse bad arguments", () => {
    expect(() => normalisedWeights([])).toThrow("logSumExp: no values; pass at least one.");
    expect(() => normalisedWeights([-Infinity])).toThrow(
      "normalisedWeights: every weight is 0; draw from a wider proposal.",
    );
    expect(() => effectiveSampleSize([NaN])).toThrow("values[0]=NaN");
    expect(() => weightedMean([1], [0, 0])).toThrow(
      "weightedMean: logWeights has length 2; expected 1.",
    );
    expect(() => weightedMean([NaN], [0])).toThrow("weightedMean: values[0]=NaN");
    expect(() => weightedMean([], [])).toThrow("weightedMean: no values");
  });
});
