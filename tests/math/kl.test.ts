import { describe, expect, it } from "vitest";
import { klDiagonal, klDiagonalPerDim, klDiscrete, klFull, klNormal } from "../../lib/math";
import type { FullGaussian } from "../../lib/math";
import { expectClose } from "../contracts/close";
import { golden } from "../contracts/golden";
import { expectRows, type GoldenRows } from "../contracts/goldenRows";

const { klNormal: rows, full } = golden<{
  klNormal: GoldenRows;
  full: { p: FullGaussian; q: FullGaussian; kl: number }[];
}>("gaussians");

describe("klNormal", () => {
  it("has all digits of a 40-digit computation, also between near distributions", () => {
    expectRows(klNormal, rows, { relative: 1e-13 });
  });

  it("is 0 only between equals, and compares with N(0, 1) by default", () => {
    expect(Math.abs(klNormal(0.3, 2, 0.3, 2))).toBe(0);
    expect(klNormal(1, 1)).toBe(0.5);
    expect(klNormal(1, 1, 0, 2)).not.toBeCloseTo(klNormal(0, 2, 1, 1), 3);
  });

  it("refuses what is no distribution", () => {
    expect(() => klNormal(0, 0)).toThrow(
      "klNormal: variance1=0; expected a finite number above 0.",
    );
    expect(() => klNormal(0, 1, 0, -1)).toThrow("klNormal: variance2=-1");
    expect(() => klNormal(NaN, 1)).toThrow("klNormal: mean1=NaN");
    expect(() => klNormal(0, 1, Infinity)).toThrow("klNormal: mean2=Infinity");
  });
});

describe("klDiagonal", () => {
  const p = { mean: [0, 1], variance: [1, 2] };
  const q = { mean: [1, 1], variance: [1, 1] };

  it("adds up over dimensions", () => {
    expectClose(klDiagonalPerDim(p, q), [0.5, (1 - Math.LN2) / 2], { relative: 1e-15 });
    expect(klDiagonal(p, q)).toBeCloseTo(0.5 + (1 - Math.LN2) / 2, 15);
  });

  it("refuses lengths that differ", () => {
    expect(() => klDiagonal(p, { ...q, mean: [1] })).toThrow(
      "klDiagonal: q.mean has length 1; expected 2.",
    );
    expect(() => klDiagonal(p, { ...q, variance: [1] })).toThrow("q.variance has length 1");
    expect(() => klDiagonal({ ...p, variance: [1] }, q)).toThrow("p.variance has length 1");
    const empty = { mean: [], variance: [] };
    expect(() => klDiagonal(empty, empty)).toThrow("klDiagonal: no p.mean; pass at least one.");
  });
});

describe("klFull", () => {
  it.each(full)("has the value of dense 40-digit algebra: $kl", ({ p, q, kl }) => {
    expect(klFull(p, q) / kl).toBeCloseTo(1, 12);
    expect(Math.abs(klFull(p, p))).toBeLessThan(1e-13);
  });

  it("of diagonal covariances is klDiagonal", () => {
    const covariance = (v: number[]) => v.map((x, i) => v.map((_, j) => (i === j ? x : 0)));
    const [a, b] = [
      [1, 2, 0.5],
      [0.3, 0.2, 4],
    ] as const;
    const p = { mean: [1, 0, 2], covariance: covariance([...a]) };
    const q = { mean: [0, 0.5, 2], covariance: covariance([...b]) };
    const expected = klDiagonal({ mean: p.mean, variance: a }, { mean: q.mean, variance: b });
    expect(klFull(p, q)).toBeCloseTo(expected, 13);
  });

  it("refuses shapes that differ and singular covariances", () => {
    const one = { mean: [0], covariance: [[1]] };
    expect(() => klFull(one, full[1]!.q)).toThrow("klFull: q.mean has length 2; expected 1.");
    expect(() => klFull({ mean: [0, 1], covariance: [[1]] }, full[1]!.q)).toThrow(
      "klFull: p.covariance has length 1; expected 2.",
    );
    expect(() => klFull(one, { mean: [0], covariance: [] })).toThrow("q.covariance has length 0");
    expect(() => klFull(one, { mean: [0], covariance: [[0]] })).toThrow("not positive definite");
    expect(() => klFull({ mean: [], covariance: [] }, one)).toThrow("klFull: no p.mean");
    expect(() => klFull(one, { mean: [NaN], covariance: [[1]] })).toThrow("q.mean[0]=NaN");
  });
});

describe("klDiscrete", () => {
  it("is Σ p log(p/q)", () => {
    expect(klDiscrete([0.5, 0.5], [0.25, 0.75])).toBeCloseTo(Math.log(2 / Math.sqrt(3)), 15);
    expect(klDiscrete([0, 1], [0.5, 0.5])).toBeCloseTo(Math.LN2, 15);
    expect(klDiscrete([0.5, 0.5], [0, 1])).toBe(Infinity);
    expect(klDiscrete([0, 1], [0, 1])).toBe(0);
    const d = 2 ** -30; // ½ d² Σ 1/p, with d⁴ left out
    expect(klDiscrete([0.5 + d, 0.5 - d], [0.5, 0.5]) / (2 * d * d)).toBeCloseTo(1, 13);
  });

  it("refuses what is no distribution", () => {
    expect(() => klDiscrete([0.5, 0.4], [0.5, 0.5])).toThrow(
      "klDiscrete: p sum to 0.9; divide them by their sum.",
    );
    expect(() => klDiscrete([1], [0.5, 0.5])).toThrow("klDiscrete: q has length 2; expected 1.");
    expect(() => klDiscrete([], [])).toThrow("klDiscrete: no p; pass at least one.");
    expect(() => klDiscrete([1], [NaN])).toThrow("klDiscrete: q[0]=NaN");
  });
});
