import { requireSymmetricMatrix } from "./symmetricMatrix";
import { tridiagonalEigenvalues } from "./tridiagonalEigenvalues";

/**
 * Eigenvalues of a real symmetric matrix, largest first, to some 1e-15 of the largest modulus: Householder's reflections
 * to tridiagonal form, then implicit QL (Golub & Van Loan, Matrix Computations, sections 8.3.1 and 8.3.5).
 * @param matrix [n,n] row-major
 * @throws RangeError for another length, NaN or Infinity, or a matrix that is not symmetric.
 */
export function symmetricEigenvalues(matrix: ArrayLike<number>, n: number): Float64Array {
  requireSymmetricMatrix("symmetricEigenvalues", "matrix", matrix, n);
  let scale = 0;
  for (let i = 0; i < matrix.length; i++) scale = Math.max(scale, Math.abs(matrix[i]!));
  if (scale === 0) return new Float64Array(n);
  const a = Float64Array.from(matrix);
  for (let i = 0; i < a.length; i++) a[i] = a[i]! / scale;
  const offDiagonal = new Float64Array(n - 1);
  const p = new Float64Array(n);
  for (let k = n - 1; k > 0; k--) offDiagonal[k - 1] = reflectRow(a, n, k, p);
  const diagonal = Float64Array.from({ length: n }, (_, i) => a[i * n + i]!);
  return tridiagonalEigenvalues(diagonal, offDiagonal).map((x) => x * scale);
}

/**
 * Reflects so that row k has one entry left of the diagonal, and returns it. Only the lower triangle is read and
 * written, row after row. `p` is scratch.
 */
function reflectRow(a: Float64Array, n: number, k: number, p: Float64Array): number {
  const v = a.subarray(k * n, k * n + k); // becomes the reflector, [k]
  let rest = 0;
  for (let i = 0; i < k - 1; i++) rest += v[i]! * v[i]!;
  const last = v[k - 1]!;
  if (rest === 0) return last;
  const norm = Math.sqrt(rest + last * last);
  const signed = last >= 0 ? norm : -norm;
  v[k - 1] = last + signed;
  const h = norm * (norm + Math.abs(last)); // |v|²/2
  symmetricProduct(a, n, v, p);
  let projection = 0;
  for (let i = 0; i < k; i++) {
    p[i] = p[i]! / h;
    projection += v[i]! * p[i]!;
  }
  const shift = projection / (2 * h);
  for (let i = 0; i < k; i++) p[i] = p[i]! - shift * v[i]!;
  for (let j = 0; j < k; j++) {
    const [vj, pj, row] = [v[j]!, p[j]!, j * n];
    for (let i = 0; i <= j; i++) a[row + i] = a[row + i]! - (vj * p[i]! + pj * v[i]!);
  }
  return -signed;
}

/** p = A v for the leading block of v's size, from its lower triangle. */
function symmetricProduct(a: Float64Array, n: number, v: Float64Array, p: Float64Array): void {
  for (let j = 0; j < v.length; j++) {
    const [vj, row] = [v[j]!, j * n];
    let sum = a[row + j]! * vj;
    for (let i = 0; i < j; i++) {
      const entry = a[row + i]!;
      sum += entry * v[i]!;
      p[i] = p[i]! + entry * vj;
    }
    p[j] = sum;
  }
}
