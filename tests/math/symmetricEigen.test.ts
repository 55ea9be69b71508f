import { describe, expect, it } from "vitest";
import { seed } from "../../lib/core";
import { symmetricEigen, symmetricEigenvalues } from "../../lib/math";

function symmetric(key: number, n: number): Float64Array {
  const normals = seed(key).normalArray(n * n);
  return Float64Array.from(normals, (x, at) => x + normals[(at % n) * n + Math.floor(at / n)]!);
}

describe("symmetricEigen", () => {
  it.each([1, 2, 5, 40])("solves A v = λ v with orthonormal v, largest λ first: n = %i", (n) => {
    const a = symmetric(n, n);
    const { values, vectors } = symmetricEigen(a, n);
    const size = Math.max(...values.map(Math.abs));
    symmetricEigenvalues(a, n).forEach((value, i) =>
      expect(Math.abs(values[i]! - value)).toBeLessThan(1e-13 * size * n),
    );
    vectors.forEach((v, k) => {
      for (let i = 0; i < n; i++) {
        const product = v.reduce((sum, x, j) => sum + a[i * n + j]! * x, 0);
        expect(Math.abs(product - values[k]! * v[i]!)).toBeLessThan(1e-13 * size * n);
      }
      vectors.forEach((w, l) => {
        const inner = v.reduce((sum, x, i) => sum + x * w[i]!, 0);
        expect(Math.abs(inner - +(k === l))).toBeLessThan(1e-13 * n);
      });
      expect(Math.max(...v)).toBeGreaterThanOrEqual(-Math.min(...v) - 1e-11);
    });
  });

  it("knows a two by two one by heart, and those without rotations", () => {
    const { values, vectors } = symmetricEigen([2, 1, 1, 2], 2);
    expect(values[0]).toBeCloseTo(3, 14);
    expect(values[1]).toBeCloseTo(1, 14);
    expect(vectors[0]![0]! - vectors[0]![1]!).toBeCloseTo(0, 14);
    expect([...symmetricEigen([0, 0, 0, 0], 2).values]).toEqual([0, 0]);
    expect([...symmetricEigen([-1e-200, 0, 0, 3e-200], 2).values]).toEqual([3e-200, -1e-200]);
  });

  it("refuses what is not symmetric", () => {
    expect(() => symmetricEigen([1, 2, 3, 4], 2)).toThrow("expected a symmetric matrix");
    expect(() => symmetricEigen([1], 2)).toThrow("expected 4");
  });
});
