import { describe, expect, it } from "vitest";
import { seed } from "../../lib/core";
import { traceSqrtProduct } from "../../lib/math";
import { golden } from "../contracts/golden";

interface Pair {
  name: string;
  a: { mean: number[]; covariance: number[] };
  b: { mean: number[]; covariance: number[] };
  trace: number;
}
const { pairs } = golden<{ pairs: Pair[] }>("frechet");

describe("traceSqrtProduct", () => {
  it.each(pairs)("has the digits of 40-digit algebra: $name", ({ a, b, trace }) => {
    const value = traceSqrtProduct(a.covariance, b.covariance, a.mean.length);
    expect(Math.abs(value - trace)).toBeLessThanOrEqual(1e-13 * trace);
  });

  it("of a matrix with itself is its trace, also when it is singular", () => {
    const [n, rank] = [60, 20];
    const rows = seed(1).normalArray(rank * n);
    const matrix = new Float64Array(n * n);
    for (let at = 0; at < n * n; at++) {
      for (let k = 0; k < rank; k++) {
        matrix[at]! += rows[k * n + Math.floor(at / n)]! * rows[k * n + (at % n)]!;
      }
    }
    const trace = Array.from({ length: n }, (_, i) => matrix[i * n + i]!).reduce((x, y) => x + y);
    expect(traceSqrtProduct(matrix, matrix, n) / trace).toBeCloseTo(1, 13);
  });

  it("of diagonal matrices is Σ √(a b)", () => {
    const diagonal = (...d: number[]) => {
      const out = new Float64Array(d.length ** 2);
      d.forEach((x, i) => (out[i * d.length + i] = x));
      return out;
    };
    const [a, b] = [diagonal(4, 9, 0, 1e10, 1e-6), diagonal(1, 0.25, 7, 1e-6, 1e10)];
    expect(traceSqrtProduct(a, b, 5)).toBeCloseTo(2 + 1.5 + 200, 12);
    expect(traceSqrtProduct(a, diagonal(0, 0, 5, 0, 0), 5)).toBe(0);
  });

  it("refuses what is no covariance", () => {
    expect(() => traceSqrtProduct([1], [-1], 1)).toThrow("not positive semi-definite");
    expect(() => traceSqrtProduct([1, 0, 0, 1], [1], 2)).toThrow("matrix has length 1; expected 4");
  });
});
