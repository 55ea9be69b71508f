import { describe, expect, it } from "vitest";
import {
  dot,
  identityMatrix,
  matrixPower,
  matrixProduct,
  matrixVector,
  transpose,
} from "../../lib/math";

describe("matrices", () => {
  it("multiply, transpose and have powers", () => {
    const a = [
      [1, 2, 3],
      [4, 5, 6],
    ];
    expect(matrixProduct(a, transpose(a))).toEqual([
      [14, 32],
      [32, 77],
    ]);
    expect([...matrixVector(a, [1, 0, -1])]).toEqual([-2, -2]);
    expect(dot([1, 2], [3, 4])).toBe(11);
    const fibonacci = [
      [1, 1],
      [1, 0],
    ];
    expect(matrixPower(fibonacci, 10)).toEqual([
      [89, 55],
      [55, 34],
    ]);
    expect(matrixPower(fibonacci, 1)).toEqual(fibonacci);
    expect(matrixPower(fibonacci, 0)).toEqual(identityMatrix(2));
  });

  it("refuse shapes that do not fit", () => {
    expect(() => transpose([])).toThrow("transpose: matrix is empty; pass at least one row.");
    expect(() => transpose([[1, 2], [3]])).toThrow(
      "transpose: row 1 of matrix has 1 entries; expected 2 as in row 0.",
    );
    expect(() => transpose([[NaN]])).toThrow("transpose: matrix[0][0]=NaN");
    expect(() => matrixProduct([[1, 2]], [[1]])).toThrow(
      "matrixProduct: a has 2 columns and b 1 rows; expected equal numbers.",
    );
    expect(() => matrixVector([[1, 2]], [1])).toThrow(
      "matrixVector: 2 columns, but a vector of 1; expected equal numbers.",
    );
    expect(() => dot([1], [1, 2])).toThrow("dot: lengths 1 and 2; expected equal ones.");
    expect(() => matrixPower([[1, 2]], 2)).toThrow(
      "matrixPower: matrix has shape [1, 2]; expected a square.",
    );
    expect(() => matrixPower([[1]], -1)).toThrow("matrixPower: n=-1");
    expect(() => identityMatrix(0)).toThrow("identityMatrix: n=0");
  });
});
