import { describe, expect, it } from "vitest";
import {
  diagonalCrossEntropy,
  diagonalEntropy,
  discreteCrossEntropy,
  discreteEntropy,
  gaussianEntropy,
  integrate,
  klDiscrete,
  klNormal,
  normalCrossEntropy,
  normalDensity,
  normalEntropy,
  normalLogDensity,
} from "../../lib/math";
import { golden } from "../contracts/golden";

interface Full {
  p: { covariance: number[][] };
  entropy: number;
}

describe("entropies of Gaussians", () => {
  it("are -∫ p log q", () => {
    const cross = (m1: number, v1: number, m2: number, v2: number) =>
      integrate((x) => -normalDensity(x, m1, v1) * normalLogDensity(x, m2, v2), -Infinity, Infinity)
        .value;
    expect(normalEntropy(0.3)).toBeCloseTo(cross(0, 0.3, 0, 0.3), 12);
    expect(normalCrossEntropy(1, 0.5, -0.5, 2)).toBeCloseTo(cross(1, 0.5, -0.5, 2), 12);
    expect(normalCrossEntropy(1, 1)).toBeCloseTo(cross(1, 1, 0, 1), 12);
    expect(normalCrossEntropy(2, 0, 0, 1)).toBeCloseTo(-normalLogDensity(2), 15);
  });

  it("cross-entropy is entropy plus KL", () => {
    expect(normalCrossEntropy(1, 0.5, 0, 2)).toBeCloseTo(
      normalEntropy(0.5) + klNormal(1, 0.5, 0, 2),
      14,
    );
    const [p, q] = [
      { mean: [1, 2], variance: [0.5, 3] },
      { mean: [0, 2.5], variance: [2, 1] },
    ];
    const expected = normalCrossEntropy(1, 0.5, 0, 2) + normalCrossEntropy(2, 3, 2.5, 1);
    expect(diagonalCrossEntropy(p, q)).toBeCloseTo(expected, 13);
    expect(diagonalEntropy([0.5, 3])).toBeCloseTo(normalEntropy(0.5) + normalEntropy(3), 14);
  });

  it.each(golden<{ full: Full[] }>("gaussians").full)(
    "of full covariance has the value of 40 digits: $entropy",
    ({ p, entropy }) => expect(gaussianEntropy(p.covariance)).toBeCloseTo(entropy, 12),
  );

  it("refuse variances of 0, empty arrays and NaN", () => {
    expect(() => normalEntropy(0)).toThrow("normalEntropy: variance=0");
    expect(() => diagonalEntropy([])).toThrow("diagonalEntropy: no variance; pass at least one.");
    expect(() => diagonalEntropy([0])).toThrow("variance=0; expected a finite number above 0.");
    expect(() => diagonalEntropy([NaN])).toThrow("diagonalEntropy: variance[0]=NaN");
    expect(() => normalCrossEntropy(0, -1)).toThrow("normalCrossEntropy: variance1=-1");
    expect(() => normalCrossEntropy(0, 1, 0, 0)).toThrow("normalCrossEntropy: variance2=0");
    expect(() => normalCrossEntropy(NaN, 1)).toThrow("mean1=NaN");
    expect(() => normalCrossEntropy(0, 1, NaN)).toThrow("mean2=NaN");
    expect(() => gaussianEntropy([[0]])).toThrow("not positive definite");
  });
});

describe("entropies of discrete distributions", () => {
  it("are log n of n equal ones, and 0 of certainty", () => {
    expect(discreteEntropy([0.25, 0.25, 0.25, 0.25])).toBeCloseTo(Math.log(4), 15);
    expect(discreteEntropy([0, 1, 0])).toBe(0);
    const [p, q] = [
      [0.2, 0.3, 0.5],
      [0.6, 0.3, 0.1],
    ] as const;
    expect(discreteCrossEntropy(p, q)).toBeCloseTo(discreteEntropy(p) + klDiscrete(p, q), 15);
    expect(discreteCrossEntropy([0.5, 0.5], [1, 0])).toBe(Infinity);
    expect(discreteCrossEntropy([1, 0], [1, 0])).toBeCloseTo(0, 15);
  });

  it("refuse what is no distribution", () => {
    expect(() => discreteEntropy([0.5])).toThrow("discreteEntropy: p sum to 0.5");
    expect(() => discreteEntropy([])).toThrow("discreteEntropy: no p");
    expect(() => discreteCrossEntropy([0.5], [1])).toThrow("discreteCrossEntropy: p sum to 0.5");
    expect(() => discreteCrossEntropy([1], [0.5])).toThrow("discreteCrossEntropy: q sum to 0.5");
    expect(() => discreteCrossEntropy([1], [1, 0])).toThrow("q has length 2; expected 1.");
  });
});
