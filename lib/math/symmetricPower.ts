import { requireNumber } from "../core/arguments";
import { requireSquare, type Matrix } from "./matrices";
import { symmetricEigen } from "./symmetricEigen";

/** How negative an eigenvalue may come out, as a share of the largest, before it is no rounding error. */
const NEGATIVE = 1e-10;

/**
 * A symmetric positive semi-definite matrix to a real power, V diag(λ^power) Vᵀ: with 1/2 its one positive semi-definite
 * square root, with -1 its inverse, with -1/2 the matrix that whitens.
 * @throws RangeError for a matrix that is not symmetric positive semi-definite, or that is singular where power < 0.
 */
export function symmetricPower(matrix: Matrix, power: number): number[][] {
  requireSquare("symmetricPower", "matrix", matrix);
  requireNumber("symmetricPower", "power", power);
  const n = matrix.length;
  const { values, vectors } = symmetricEigen(
    matrix.flatMap((row) => Array.from(row)),
    n,
  );
  const [largest, least] = [Math.abs(values[0]!), values[n - 1]!];
  const asked = power < 0 ? "definite" : "semi-definite";
  if (power < 0 ? least <= largest * 1e-15 : least < -NEGATIVE * largest) {
    throw new RangeError(
      `symmetricPower: not positive ${asked} (eigenvalues from ${least} to ${values[0]!}), as power=${power} needs.`,
    );
  }
  const powers = values.map((value) => Math.max(0, value) ** power);
  return Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) =>
      vectors.reduce((sum, vector, k) => sum + powers[k]! * vector[i]! * vector[j]!, 0),
    ),
  );
}
