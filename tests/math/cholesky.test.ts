import { describe, expect, it } from "vitest";
import { cholesky, matrixProduct, transpose } from "../../lib/math";
import { expectClose } from "../contracts/close";
import { golden } from "../contracts/golden";

interface Full {
  p: { covariance: number[][] };
  q: { mean: number[] };
  logDet: number;
  solve: number[];
}
const cases = golden<{ full: Full[] }>("gaussians").full;

describe("cholesky", () => {
  it.each(cases)(
    "factors, solves and has the determinant of 40 digits",
    ({ p, q, logDet, solve }) => {
      const factor = cholesky(p.covariance);
      const product = matrixProduct(factor.lower, transpose(factor.lower));
      expectClose(product.flat(), p.covariance.flat(), { relative: 1e-14, absolute: 1e-14 });
      expectClose([factor.logDet], [logDet], { relative: 1e-13 });
      expectClose(factor.solve(q.mean), solve, { relative: 1e-12, absolute: 1e-13 });
      const square = factor.whiten(q.mean).reduce((sum, y) => sum + y * y, 0);
      const expected = q.mean.reduce((sum, b, i) => sum + b * solve[i]!, 0);
      expect(square).toBeCloseTo(expected, 11);
    },
  );

  it("refuses what has no factor", () => {
    expect(() => cholesky([[0]])).toThrow("cholesky: not positive definite (pivot 0 is 0)");
    const indefinite = [
      [1, 2],
      [2, 1],
    ];
    expect(() => cholesky(indefinite)).toThrow("cholesky: not positive definite (pivot 1 is -3)");
    const lopsided = [
      [1, 0],
      [0.5, 1],
    ];
    expect(() => cholesky(lopsided)).toThrow(
      "cholesky: matrix[1][0]=0.5 but matrix[0][1]=0; expected a symmetric matrix.",
    );
    expect(() => cholesky([[1]]).solve([1, 2])).toThrow("cholesky: b has length 2; expected 1.");
  });

  it.each([1e-8, 1e8])("takes rounding for rounding, whatever the units: scale %s", (scale) => {
    const twisted = (share: number) => [
      [scale, 0.5 * scale],
      [(0.5 + share) * scale, scale],
    ];
    expect(cholesky(twisted(1e-12)).logDet).toBeCloseTo(Math.log(0.75 * scale * scale), 9);
    expect(() => cholesky(twisted(1e-9))).toThrow("expected a symmetric matrix");
  });

  it("refuses what is not square", () => {
    expect(() => cholesky([[1, 2]])).toThrow("expected a square");
  });
});
