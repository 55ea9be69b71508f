import { requireInteger } from "../core/arguments";
import { requireLength, requireNumbers } from "./requireNumbers";
import { tridiagonalEigenvalues } from "./tridiagonalEigenvalues";

/**
 * Singular values of a matrix, largest first, min(m, n) of them, each to some 1e-15 of the largest: Householder's
 * reflections to bidiagonal form B, then the eigenvalues ±σ of the tridiagonal matrix that [[0, Bᵀ], [B, 0]] is after
 * reordering (Golub & Kahan 1965, sections 2 and 3).
 * @param matrix [m,n] row-major
 * @throws RangeError for another length, NaN or Infinity.
 */
export function singularValues(matrix: ArrayLike<number>, m: number, n: number): Float64Array {
  requireInteger("singularValues", "m", m, 1);
  requireInteger("singularValues", "n", n, 1);
  requireLength("singularValues", "matrix", matrix, m * n);
  requireNumbers("singularValues", "matrix", matrix);
  const [rows, columns] = m >= n ? [m, n] : [n, m];
  const a = m >= n ? Float64Array.from(matrix) : transposed(matrix, m, n);
  let scale = 0;
  for (let i = 0; i < a.length; i++) scale = Math.max(scale, Math.abs(a[i]!));
  if (scale === 0) return new Float64Array(columns);
  for (let i = 0; i < a.length; i++) a[i] = a[i]! / scale;
  const coupling = bidiagonal(a, rows, columns);
  const eigenvalues = tridiagonalEigenvalues(new Float64Array(2 * columns), coupling);
  return eigenvalues.slice(0, columns).map((x) => Math.max(0, x) * scale);
}

function transposed(matrix: ArrayLike<number>, m: number, n: number): Float64Array {
  const out = new Float64Array(m * n);
  for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) out[j * m + i] = matrix[i * n + j]!;
  return out;
}

/** The diagonal and superdiagonal of the bidiagonal form, taking turns, [2n-1]. Overwrites `a` [m,n], m ≥ n. */
function bidiagonal(a: Float64Array, m: number, n: number): Float64Array {
  const coupling = new Float64Array(2 * n - 1);
  const v = new Float64Array(m);
  const w = new Float64Array(n);
  const u = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    for (let i = k; i < m; i++) v[i] = a[i * n + k]!;
    const left = reflector(v, k, m);
    coupling[2 * k] = left.entry;
    if (k === n - 1) break;
    columnSums(a, n, { v, w, factor: left.factor, k, m });
    for (let j = k + 1; j < n; j++) u[j] = a[k * n + j]! - v[k]! * w[j]!;
    const right = reflector(u, k + 1, n);
    coupling[2 * k + 1] = right.entry;
    for (let i = k + 1; i < m; i++) reflectBothSides(a, i * n, v[i]!, { w, u, ...right, k, n });
  }
  return coupling;
}

/** Turns x[from..to) into a Householder vector; I - factor x xᵀ maps what x was to (entry, 0, ..., 0). */
function reflector(x: Float64Array, from: number, to: number): { entry: number; factor: number } {
  let rest = 0;
  for (let i = from + 1; i < to; i++) rest += x[i]! * x[i]!;
  const first = x[from]!;
  if (rest === 0) return { entry: first, factor: 0 };
  const norm = Math.sqrt(rest + first * first);
  const signed = first >= 0 ? norm : -norm;
  x[from] = first + signed;
  return { entry: -signed, factor: 1 / (norm * (norm + Math.abs(first))) };
}

/** w = factor · vᵀ A over rows k..m and the columns right of k. */
function columnSums(
  a: Float64Array,
  n: number,
  s: { v: Float64Array; w: Float64Array; factor: number; k: number; m: number },
): void {
  const { v, w, factor, k, m } = s;
  w.fill(0);
  for (let i = k; i < m; i++) {
    const [vi, row] = [v[i]! * factor, i * n];
    for (let j = k + 1; j < n; j++) w[j] = w[j]! + vi * a[row + j]!;
  }
}

/** One row: a -= v_i w, then a -= factor (a·u) u. */
function reflectBothSides(
  a: Float64Array,
  row: number,
  vi: number,
  s: { w: Float64Array; u: Float64Array; factor: number; k: number; n: number },
): void {
  const { w, u, k, n } = s;
  let product = 0;
  for (let j = k + 1; j < n; j++) {
    const entry = a[row + j]! - vi * w[j]!;
    a[row + j] = entry;
    product += entry * u[j]!;
  }
  product *= s.factor;
  for (let j = k + 1; j < n; j++) a[row + j] = a[row + j]! - product * u[j]!;
}
