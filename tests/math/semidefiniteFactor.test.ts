import { describe, expect, it } from "vitest";
import { seed } from "../../lib/core";
import { semidefiniteFactor } from "../../lib/math";
import { expectClose } from "../contracts/close";

/** Fᵀ F of a factor [rank,n]. */
function gram(factor: ArrayLike<number>, n: number): Float64Array {
  const out = new Float64Array(n * n);
  for (let k = 0; k < factor.length / n; k++) {
    for (let at = 0; at < n * n; at++) {
      out[at]! += factor[k * n + Math.floor(at / n)]! * factor[k * n + (at % n)]!;
    }
  }
  return out;
}

describe("semidefiniteFactor", () => {
  it.each([
    [6, 6],
    [9, 9],
    [4, 12],
    [1, 5],
    [13, 30],
  ])("finds rank %i of %i dimensions and gives the matrix back", (rank, n) => {
    const matrix = gram(seed(n).normalArray(rank * n), n);
    const found = semidefiniteFactor(matrix, n);
    expect(found.rank).toBe(rank);
    expect(found.factor.length).toBe(rank * n);
    expectClose(gram(found.factor, n), matrix, { absolute: 1e-13 });
  });

  it("does not depend on the units, nor on dimensions without variance", () => {
    const units = [1e8, 1, 0, 1e-9];
    const matrix = gram(seed(1).normalArray(6 * 4), 4).map(
      (x, at) => x * units[Math.floor(at / 4)]! * units[at % 4]!,
    );
    const found = semidefiniteFactor(matrix, 4);
    expect(found.rank).toBe(3);
    expectClose(gram(found.factor, 4), matrix, { relative: 1e-13 });
    expect(semidefiniteFactor(new Float64Array(9), 3).rank).toBe(0);
  });

  it("refuses negative eigenvalues, wherever they hide", () => {
    expect(() => semidefiniteFactor([1, 0, 0, -1], 2)).toThrow(
      "semidefiniteFactor: not positive semi-definite (the variance of variable 1 is -1); pass a covariance matrix.",
    );
    expect(() => semidefiniteFactor([1, 2, 2, 1], 2)).toThrow(
      "the covariance of variables 1 and 0 is 2, above 1",
    );
    expect(() => semidefiniteFactor([0, 1, 1, 0], 2)).toThrow("not positive semi-definite");
    const hidden = [1, 0.9, 0.9, 0.9, 1, -0.9, 0.9, -0.9, 1]; // no pair shows it
    expect(() => semidefiniteFactor(hidden, 3)).toThrow("the unexplained share of variable");
    expect(() => semidefiniteFactor([1, 2, 3, 4], 2)).toThrow("expected a symmetric matrix");
  });
});
