import { describe, expect, it } from "vitest";
import { seed } from "../../lib/core";
import { singularValues } from "../../lib/math";
import { expectClose } from "../contracts/close";
import { golden } from "../contracts/golden";

const { rectangular } = golden<{
  spectra: { rectangular: { matrix: number[]; values: number[] } };
}>("frechet").spectra;

describe("singularValues", () => {
  it("has the values of 40-digit algebra, wide or tall", () => {
    const { matrix, values } = rectangular;
    const tall = matrix.map((_, at) => matrix[(at % 4) * 7 + Math.floor(at / 4)]!);
    expectClose(singularValues(matrix, 4, 7), values, { relative: 1e-14 });
    expectClose(singularValues(tall, 7, 4), values, { relative: 1e-14 });
  });

  it("finds zeros as zeros: of rank one there is |x| |y| and nothing else", () => {
    const [x, y] = [seed(1).normalArray(30), seed(2).normalArray(20)];
    const outer = Float64Array.from(
      { length: 600 },
      (_, at) => x[Math.floor(at / 20)]! * y[at % 20]!,
    );
    const norm = Math.hypot(...x) * Math.hypot(...y);
    const values = singularValues(outer, 30, 20);
    expect(values[0]! / norm).toBeCloseTo(1, 14);
    expect(values[1]! / norm).toBeLessThan(1e-15);
    expect(values.every((value) => value >= 0)).toBe(true);
    expect([...singularValues(new Float64Array(6), 2, 3)]).toEqual([0, 0]);
  });

  it("keeps the Frobenius norm, and |det| as their product", () => {
    const matrix = seed(3).normalArray(50 * 35);
    const squares = (v: ArrayLike<number>) => Array.from(v).reduce((sum, x) => sum + x * x, 0);
    expect(squares(singularValues(matrix, 50, 35)) / squares(matrix)).toBeCloseTo(1, 13);
    const product = singularValues([1, 2, 3, 4, 5, 6, 7, 8, 10], 3, 3).reduce((a, b) => a * b);
    expect(product).toBeCloseTo(3, 12);
    expectClose(singularValues([-3], 1, 1), [3], { relative: 1e-15 });
  });

  it("refuses other lengths and NaN", () => {
    expect(() => singularValues([1, 2, 3], 2, 2)).toThrow(
      "singularValues: matrix has length 3; expected 4.",
    );
    expect(() => singularValues([NaN], 1, 1)).toThrow("singularValues: matrix[0]=NaN");
    expect(() => singularValues([], 0, 1)).toThrow("singularValues: m=0");
  });
});
