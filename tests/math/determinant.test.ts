import { describe, expect, it } from "vitest";
import { identityMatrix, logDeterminant } from "../../lib/math";
import { golden } from "../contracts/golden";

interface Case {
  matrix: number[][];
  logAbs: number;
  sign: number;
}
const cases = golden<{ determinants: Case[] }>("gaussians").determinants;

describe("logDeterminant", () => {
  it.each(cases)("has the value of 40 digits, also with row exchanges: $sign", (c) => {
    const { logAbs, sign } = logDeterminant(c.matrix);
    expect(logAbs).toBeCloseTo(c.logAbs, 12);
    expect(sign).toBe(c.sign);
  });

  it("neither overflows nor trips over singular matrices", () => {
    const large = identityMatrix(400).map((row) => row.map((x) => -1e3 * x));
    expect(logDeterminant(large)).toEqual({
      logAbs: expect.closeTo(400 * Math.log(1e3), 9),
      sign: 1,
    });
    const singular = [
      [1, 2],
      [2, 4],
    ];
    expect(logDeterminant(singular)).toEqual({ logAbs: -Infinity, sign: 0 });
    expect(logDeterminant([[-2]])).toEqual({ logAbs: Math.LN2, sign: -1 });
  });

  it("refuses what is not square", () => {
    expect(() => logDeterminant([[1, 2]])).toThrow(
      "logDeterminant: matrix has shape [1, 2]; expected a square.",
    );
  });
});
