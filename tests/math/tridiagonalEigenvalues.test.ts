import { describe, expect, it } from "vitest";
import { tridiagonalEigenvalues } from "../../lib/math";
import { expectClose } from "../contracts/close";

describe("tridiagonalEigenvalues", () => {
  it("of a matrix with zeros on its diagonal come in pairs", () => {
    const values = tridiagonalEigenvalues([0, 0, 0, 0], [1, 0, 2]);
    expectClose(values, [2, 1, -1, -2], { absolute: 1e-15 });
    expect([...tridiagonalEigenvalues([7], [])]).toEqual([7]);
    expect([...tridiagonalEigenvalues([0, 0], [0])]).toEqual([0, 0]);
  });

  it("refuses other lengths", () => {
    expect(() => tridiagonalEigenvalues([1, 2], [])).toThrow(
      "tridiagonalEigenvalues: offDiagonal has length 0; expected 1.",
    );
    expect(() => tridiagonalEigenvalues([1, 2], [Infinity])).toThrow("offDiagonal[0]=Infinity");
    expect(() => tridiagonalEigenvalues([], [])).toThrow("no diagonal");
  });
});
