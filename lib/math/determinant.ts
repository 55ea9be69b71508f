import { requireSquare, type Matrix } from "./matrices";

export interface LogDeterminant {
  /** log |det|; -Infinity for a singular matrix. */
  readonly logAbs: number;
  /** -1, 0 or 1. */
  readonly sign: number;
}

/**
 * Sign and logarithm of the determinant of a matrix, [n,n], by elimination with partial pivoting: nothing over- or
 * underflows however large the matrix is.
 * @throws RangeError when it is not square.
 */
export function logDeterminant(matrix: Matrix): LogDeterminant {
  requireSquare("logDeterminant", "matrix", matrix);
  const rows = matrix.map((row) => Float64Array.from(row));
  let [logAbs, sign] = [0, 1];
  for (let k = 0; k < rows.length; k++) {
    let best = k;
    for (let i = k + 1; i < rows.length; i++) {
      if (Math.abs(rows[i]![k]!) > Math.abs(rows[best]![k]!)) best = i;
    }
    const pivot = rows[best]!;
    if (pivot[k] === 0) return { logAbs: -Infinity, sign: 0 };
    if (best !== k) {
      [rows[k], rows[best]] = [pivot, rows[k]!];
      sign = -sign;
    }
    logAbs += Math.log(Math.abs(pivot[k]!));
    sign *= Math.sign(pivot[k]!);
    for (let i = k + 1; i < rows.length; i++) {
      const factor = rows[i]![k]! / pivot[k]!;
      for (let j = k + 1; j < rows.length; j++) rows[i]![j] = rows[i]![j]! - factor * pivot[j]!;
    }
  }
  return { logAbs, sign };
}
