import { describe, expect, it } from "vitest";
import { eigenvalues } from "../../lib/math";
import { golden } from "../contracts/golden";

interface Chain {
  matrix: number[][];
  moduli: number[];
}

describe("eigenvalues", () => {
  it.each(golden<{ chains: Chain[] }>("bounds").chains)(
    "have the moduli of an exact computation, largest first: $moduli",
    ({ matrix, moduli }) => {
      const found = eigenvalues(matrix);
      found.forEach(({ re, im }, i) => expect(Math.hypot(re, im)).toBeCloseTo(moduli[i]!, 10));
      expect(found.length).toBe(moduli.length);
    },
  );

  it("of a rotation are complex", () => {
    const rotation = [
      [0, -1],
      [1, 0],
    ];
    const found = eigenvalues(rotation);
    found.forEach(({ re }) => expect(re).toBeCloseTo(0, 12));
    expect(found.map(({ im }) => Math.round(im)).sort()).toEqual([-1, 1]);
  });

  it("refuse what is not square", () => {
    expect(() => eigenvalues([[1, 2]])).toThrow(
      "eigenvalues: matrix has shape [1, 2]; expected a square.",
    );
  });
});
