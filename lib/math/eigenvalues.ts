import { mathjs, type MathjsNumber } from "./mathjs";
import { requireSquare, type Matrix } from "./matrices";

/** A complex number. */
export interface ComplexNumber {
  readonly re: number;
  readonly im: number;
}

/**
 * Eigenvalues of a small square matrix, largest modulus first; mathjs' QR algorithm, some 1e-12 of the largest. Of a
 * transition matrix the first is 1, and the modulus of the second is the factor by which the chain forgets its start.
 * @throws RangeError when it is not square or the iteration does not converge.
 */
export function eigenvalues(matrix: Matrix): ComplexNumber[] {
  requireSquare("eigenvalues", "matrix", matrix);
  const rows = matrix.map((row) => Array.from(row));
  let values: MathjsNumber[];
  try {
    values = mathjs().eigs(rows, { eigenvectors: false, precision: 1e-14 }).values;
  } catch (error) {
    throw new RangeError(
      `eigenvalues: the iteration did not converge (${(error as Error).message}); try a smaller matrix.`,
      { cause: error },
    );
  }
  const complex = values.map((v) =>
    typeof v === "number" ? { re: v, im: 0 } : { re: v.re, im: v.im },
  );
  return complex.sort((a, b) => Math.hypot(b.re, b.im) - Math.hypot(a.re, a.im));
}
