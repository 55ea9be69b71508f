import { describe, expect, it } from "vitest";
import { seed } from "../../lib/core";
import { symmetricEigenvalues } from "../../lib/math";
import { expectClose } from "../contracts/close";
import { golden } from "../contracts/golden";

const { spectra } = golden<{
  spectra: { symmetric: { matrix: number[]; values: number[] }[] };
}>("frechet");

/** Symmetric, its entries uniform on [-1, 1]. */
function randomSymmetric(n: number, key: number): Float64Array {
  const uniform = seed(key).uniformArray(n * n);
  return Float64Array.from(uniform, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    return 2 * uniform[Math.max(i, j) * n + Math.min(i, j)]! - 1;
  });
}

describe("symmetricEigenvalues", () => {
  it.each(spectra.symmetric)("has the values of 40-digit algebra", ({ matrix, values }) => {
    const n = values.length;
    const largest = Math.max(...values.map(Math.abs));
    expectClose(symmetricEigenvalues(matrix, n), values, { absolute: 2e-15 * largest });
  });

  it("finds 2 - 2 cos(πk/(n+1)) for second differences, and n, 0, ..., 0 for ones", () => {
    const n = 40;
    const second = Float64Array.from({ length: n * n }, (_, at) => {
      const distance = Math.abs(Math.floor(at / n) - (at % n));
      return distance === 0 ? 2 : distance === 1 ? -1 : 0;
    });
    const exact = Array.from(
      { length: n },
      (_, k) => 2 - 2 * Math.cos((Math.PI * (n - k)) / (n + 1)),
    );
    expectClose(symmetricEigenvalues(second, n), exact, { absolute: 1e-14 });
    const ones = symmetricEigenvalues(new Float64Array(n * n).fill(1), n);
    expectClose(ones, [n, ...new Array<number>(n - 1).fill(0)], { absolute: 1e-13 });
  });

  it("keeps trace and Frobenius norm, and orders them", () => {
    for (const n of [1, 2, 3, 17, 60]) {
      const matrix = randomSymmetric(n, n);
      const values = symmetricEigenvalues(matrix, n);
      const trace = values.reduce((sum, x) => sum + x, 0);
      const direct = Array.from({ length: n }, (_, i) => matrix[i * n + i]!).reduce(
        (a, b) => a + b,
      );
      expect(Math.abs(trace - direct)).toBeLessThan(1e-13 * n);
      const squares = (v: Float64Array) => v.reduce((sum, x) => sum + x * x, 0);
      expect(squares(values) / squares(matrix)).toBeCloseTo(1, 13);
      expect([...values]).toEqual([...values].sort((a, b) => b - a));
    }
  });

  it("neither overflows nor underflows", () => {
    for (const scale of [1e-200, 1e200]) {
      const values = symmetricEigenvalues([2 * scale, scale, scale, 2 * scale], 2);
      expectClose(values, [3 * scale, scale], { relative: 1e-14 });
    }
    expect([...symmetricEigenvalues([0, 0, 0, 0], 2)]).toEqual([0, 0]);
  });

  it("leaves its argument as it was", () => {
    const matrix = randomSymmetric(5, 1);
    const copy = matrix.slice();
    symmetricEigenvalues(matrix, 5);
    expect(matrix).toEqual(copy);
  });

  it("refuses what is no symmetric matrix", () => {
    expect(() => symmetricEigenvalues([1, 2, 3, 4], 2)).toThrow(
      "symmetricEigenvalues: matrix[1][0]=3 but matrix[0][1]=2; expected a symmetric matrix.",
    );
    expect(() => symmetricEigenvalues([1, 2, 3], 2)).toThrow("matrix has length 3; expected 4.");
    expect(() => symmetricEigenvalues([NaN], 1)).toThrow("symmetricEigenvalues: matrix[0]=NaN");
    expect(() => symmetricEigenvalues([], 0)).toThrow("symmetricEigenvalues: n=0");
  });
});
