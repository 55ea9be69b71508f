import { requireLength } from "./requireNumbers";
import { requireSquare, type Matrix } from "./matrices";

/** Lower triangular L with L Lᵀ = matrix, and what is computed from it. */
export interface Cholesky {
  /** [n,n] */
  readonly lower: number[][];
  /** log det(matrix) */
  readonly logDet: number;
  /** matrix⁻¹ b, [n] → [n] */
  solve(b: ArrayLike<number>): Float64Array;
  /** L⁻¹ b, [n] → [n]; its squared length is bᵀ matrix⁻¹ b. */
  whiten(b: ArrayLike<number>): Float64Array;
}

/**
 * Cholesky's decomposition of a symmetric positive definite matrix, [n,n].
 * @throws RangeError when it is not square, not symmetric (within 1e-10 of its diagonal), or not positive definite.
 */
export function cholesky(matrix: Matrix): Cholesky {
  requireSquare("cholesky", "matrix", matrix);
  requireSymmetric(matrix);
  const lower: number[][] = matrix.map((row) => Array.from(row, () => 0));
  for (let i = 0; i < matrix.length; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = matrix[i]![j]!;
      for (let k = 0; k < j; k++) rest -= lower[i]![k]! * lower[j]![k]!;
      if (i === j && !(rest > 0)) {
        throw new RangeError(
          `cholesky: not positive definite (pivot ${i} is ${rest}); add a small multiple of the identity.`,
        );
      }
      lower[i]![j] = i === j ? Math.sqrt(rest) : rest / lower[j]![j]!;
    }
  }
  const logDet = 2 * lower.reduce((sum, row, i) => sum + Math.log(row[i]!), 0);
  const whiten = (b: ArrayLike<number>): Float64Array => forward(lower, b);
  return { lower, logDet, whiten, solve: (b) => backward(lower, forward(lower, b)) };
}

function requireSymmetric(matrix: Matrix): void {
  matrix.forEach((row, i) => {
    for (let j = 0; j < i; j++) {
      const [a, b] = [row[j]!, matrix[j]![i]!];
      const scale = Math.sqrt(Math.abs(row[i]! * matrix[j]![j]!));
      if (Math.abs(a - b) <= 1e-10 * scale) continue;
      throw new RangeError(
        `cholesky: matrix[${i}][${j}]=${a} but matrix[${j}][${i}]=${b}; expected a symmetric matrix.`,
      );
    }
  });
}

/** L y = b */
function forward(lower: readonly number[][], b: ArrayLike<number>): Float64Array {
  requireLength("cholesky", "b", b, lower.length);
  const y = Float64Array.from(b);
  lower.forEach((row, i) => {
    for (let k = 0; k < i; k++) y[i] = y[i]! - row[k]! * y[k]!;
    y[i] = y[i]! / row[i]!;
  });
  return y;
}

/** Lᵀ x = y */
function backward(lower: readonly number[][], y: Float64Array): Float64Array {
  const x = Float64Array.from(y);
  for (let i = lower.length - 1; i >= 0; i--) {
    for (let k = i + 1; k < lower.length; k++) x[i] = x[i]! - lower[k]![i]! * x[k]!;
    x[i] = x[i]! / lower[i]![i]!;
  }
  return x;
}
