import { describe, expect, it } from "vitest";
import { seed } from "../../lib/core";
import { identityMatrix, matrixProduct, symmetricPower, transpose } from "../../lib/math";

function expectEqual(a: readonly number[][], b: readonly number[][]): void {
  a.forEach((row, i) => row.forEach((x, j) => expect(x).toBeCloseTo(b[i]![j]!, 10)));
}

describe("symmetricPower", () => {
  const factor = Array.from({ length: 5 }, (_, i) => Array.from(seed(i).normalArray(5)));
  const matrix = matrixProduct(factor, transpose(factor));

  it("gives a root whose square is the matrix, an inverse, and what whitens", () => {
    const root = symmetricPower(matrix, 1 / 2);
    expectEqual(matrixProduct(root, root), matrix);
    expectEqual(root, transpose(root));
    expectEqual(matrixProduct(symmetricPower(matrix, -1), matrix), identityMatrix(5));
    const white = symmetricPower(matrix, -1 / 2);
    expectEqual(matrixProduct(matrixProduct(white, matrix), white), identityMatrix(5));
    expectEqual(symmetricPower(matrix, 1), matrix);
  });

  it("takes the root of a singular matrix, but no negative power", () => {
    const singular = [
      [1, 1],
      [1, 1],
    ];
    const half = Math.SQRT1_2;
    const expected = [
      [half, half],
      [half, half],
    ];
    expectEqual(symmetricPower(singular, 1 / 2), expected);
    expect(() => symmetricPower(singular, -1)).toThrow("not positive definite");
    expect(() => symmetricPower([[-1]], 1 / 2)).toThrow("not positive semi-definite");
    expect(() => symmetricPower([[1, 2]], 1)).toThrow("expected a square");
  });
});
