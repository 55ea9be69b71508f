import { requireSymmetricMatrix } from "./symmetricMatrix";

export interface SymmetricEigen {
  /** Eigenvalues, largest first, [n]. */
  readonly values: Float64Array;
  /** Their unit eigenvectors, orthogonal to each other, [n,n]; of the two signs the one with the largest entry positive. */
  readonly vectors: readonly Float64Array[];
}

const MAX_SWEEPS = 60;

/**
 * Eigenvalues and eigenvectors of a real symmetric matrix by Jacobi's rotations, to some 1e-15 of the largest modulus
 * (Golub & Van Loan, Matrix Computations, section 8.5). A second for n = 200; where the values do, `symmetricEigenvalues`
 * is faster.
 * @param matrix [n,n] row-major
 * @throws RangeError for another length, NaN or Infinity, or a matrix that is not symmetric.
 */
export function symmetricEigen(matrix: ArrayLike<number>, n: number): SymmetricEigen {
  requireSymmetricMatrix("symmetricEigen", "matrix", matrix, n);
  let scale = 0;
  for (let i = 0; i < matrix.length; i++) scale = Math.max(scale, Math.abs(matrix[i]!));
  const unit = scale === 0 ? 1 : scale;
  // rows of a hold the matrix, rows of v the eigenvectors
  const a = rowsOf(n, (i, j) => (matrix[i * n + j]! + matrix[j * n + i]!) / 2 / unit);
  const v = rowsOf(n, (i, j) => +(i === j));
  for (let sweep = 0; sweep < MAX_SWEEPS && rotateAll(a, v) > 0; sweep++);
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => a[j]![j]! - a[i]![i]!);
  return {
    values: Float64Array.from(order, (i) => a[i]![i]! * unit),
    vectors: order.map((i) => withSign(v[i]!)),
  };
}

function rowsOf(n: number, entry: (i: number, j: number) => number): Float64Array[] {
  return Array.from({ length: n }, (_, i) =>
    Float64Array.from({ length: n }, (_, j) => entry(i, j)),
  );
}

/** One sweep over all pairs: how many rotations it took. */
function rotateAll(a: Float64Array[], v: Float64Array[]): number {
  const n = a.length;
  let rotations = 0;
  for (let p = 0; p < n; p++) {
    for (let q = p + 1; q < n; q++) {
      const entry = a[p]![q]!;
      if (Math.abs(entry) <= 1e-17) continue; // of the largest entry, which is 1
      rotate(a, v, p, q);
      rotations++;
    }
  }
  return rotations;
}

/** The rotation in the plane of p and q that makes a[p][q] zero. */
function rotate(a: Float64Array[], v: Float64Array[], p: number, q: number): void {
  const [rowP, rowQ] = [a[p]!, a[q]!];
  const [app, aqq, apq] = [rowP[p]!, rowQ[q]!, rowP[q]!];
  const theta = (aqq - app) / (2 * apq);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  mix(rowP, rowQ, c, s);
  for (let k = 0; k < a.length; k++) {
    const row = a[k]!;
    row[p] = rowP[k]!;
    row[q] = rowQ[k]!;
  }
  rowP[p] = app - t * apq;
  rowQ[q] = aqq + t * apq;
  rowP[q] = rowQ[p] = 0;
  mix(v[p]!, v[q]!, c, s);
}

function mix(x: Float64Array, y: Float64Array, c: number, s: number): void {
  for (let k = 0; k < x.length; k++) {
    const [a, b] = [x[k]!, y[k]!];
    x[k] = c * a - s * b;
    y[k] = s * a + c * b;
  }
}

function withSign(vector: Float64Array): Float64Array {
  const largest = vector.reduce((best, x) => (Math.abs(x) > Math.abs(best) + 1e-12 ? x : best), 0);
  return largest < 0 ? vector.map((x) => -x) : vector;
}
