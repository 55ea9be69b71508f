import { requireLength, requireNumbers } from "./requireNumbers";

/** Iterations for one eigenvalue; two are usual. */
const MAX_ITERATIONS = 60;

/**
 * Eigenvalues of a symmetric tridiagonal matrix, largest first, to some 1e-15 of the largest: implicit QL with
 * Wilkinson's shift (Golub & Van Loan, Matrix Computations, section 8.3).
 * @param diagonal [n] @param offDiagonal [n-1], entry i couples i and i + 1
 * @throws RangeError for other lengths, or entries that are not finite.
 */
export function tridiagonalEigenvalues(
  diagonal: ArrayLike<number>,
  offDiagonal: ArrayLike<number>,
): Float64Array {
  const n = diagonal.length;
  requireNumbers("tridiagonalEigenvalues", "diagonal", diagonal);
  requireLength("tridiagonalEigenvalues", "offDiagonal", offDiagonal, n - 1);
  if (n > 1) requireNumbers("tridiagonalEigenvalues", "offDiagonal", offDiagonal);
  let norm = 0;
  for (let i = 0; i < n; i++) norm = Math.max(norm, Math.abs(diagonal[i]!));
  for (let i = 0; i < n - 1; i++) norm = Math.max(norm, Math.abs(offDiagonal[i]!));
  if (norm === 0) return new Float64Array(n);
  const d = Float64Array.from(diagonal, (x) => x / norm); // squares neither overflow nor vanish
  const e = new Float64Array(n);
  for (let i = 0; i < n - 1; i++) e[i] = offDiagonal[i]! / norm;
  for (let l = 0; l < n; l++) deflate(d, e, l);
  return d
    .sort()
    .reverse()
    .map((x) => x * norm);
}

/** Iterates until entry l of the diagonal is an eigenvalue. */
function deflate(d: Float64Array, e: Float64Array, l: number): void {
  for (let iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
    let m = l; // the block l..m is coupled
    while (m < d.length - 1 && Math.abs(e[m]!) > Number.EPSILON / 2) m++;
    if (m === l) return;
    stepQl(d, e, l, m);
  }
  throw new Error(
    `tridiagonalEigenvalues: eigenvalue ${l} of ${d.length} did not converge in ${MAX_ITERATIONS} steps; ` +
      `report the matrix.`,
  );
}

/** One implicit QL step on the rows l to m: rotations from the bottom up, the shift from the top. */
function stepQl(d: Float64Array, e: Float64Array, l: number, m: number): void {
  const half = (d[l + 1]! - d[l]!) / (2 * e[l]!);
  const root = Math.sqrt(half * half + 1);
  let g = d[m]! - d[l]! + e[l]! / (half + (half >= 0 ? root : -root));
  let [sine, cosine, p] = [1, 1, 0];
  for (let i = m - 1; i >= l; i--) {
    const f = sine * e[i]!;
    const b = cosine * e[i]!;
    const r = Math.sqrt(f * f + g * g);
    e[i + 1] = r;
    if (r === 0) {
      d[i + 1] = d[i + 1]! - p; // the block fell into two
      e[m] = 0;
      return;
    }
    sine = f / r;
    cosine = g / r;
    const rest = d[i + 1]! - p;
    const t = (d[i]! - rest) * sine + 2 * cosine * b;
    p = sine * t;
    d[i + 1] = rest + p;
    g = cosine * t - b;
  }
  d[l] = d[l]! - p;
  e[l] = g;
  e[m] = 0;
}
