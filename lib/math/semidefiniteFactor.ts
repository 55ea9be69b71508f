import { requireSymmetricMatrix } from "./symmetricMatrix";

/** How negative a variance may come out, as a share of the matrix's own, before it is no rounding error. */
const NEGATIVE = 1e-6;

/** F with Fᵀ F = matrix; as many rows as the matrix has rank. */
export interface SemidefiniteFactor {
  readonly rank: number;
  /** [rank,n] row-major */
  readonly factor: Float64Array;
}

interface Work {
  readonly n: number;
  /** Rows of the factor, their columns in the order of `order`. */
  readonly rows: Float64Array;
  /** order[i] is the variable that stands at place i. */
  readonly order: Uint32Array;
  /** What is left of the (unit) variances, by place. */
  readonly left: Float64Array;
}

/**
 * Factor of a symmetric positive SEMI-definite matrix: Cholesky's decomposition of its correlation matrix, the variable
 * with the largest share of unexplained variance next, until all shares are below n · 2^-52 (Higham 2002, Accuracy and
 * Stability of Numerical Algorithms, section 10.3). Because it works on correlations, the units of the variables don't
 * matter.
 * @param matrix [n,n] row-major
 * @throws RangeError when it is not symmetric, or has an eigenvalue that is negative by more than rounding.
 */
export function semidefiniteFactor(matrix: ArrayLike<number>, n: number): SemidefiniteFactor {
  requireSymmetricMatrix("semidefiniteFactor", "matrix", matrix, n);
  const deviations = standardDeviations(matrix, n);
  const work: Work = {
    n,
    rows: new Float64Array(n * n),
    order: Uint32Array.from({ length: n }, (_, i) => i),
    left: deviations.map((s) => (s > 0 ? 1 : 0)),
  };
  let rank = 0;
  while (rank < n && movePivot(work, rank)) addRow(work, rank++, matrix, deviations);
  for (let i = rank; i < n; i++) {
    if (work.left[i]! < -NEGATIVE)
      refuse(`the unexplained share of variable ${work.order[i]!} is ${work.left[i]!}`);
  }
  const factor = new Float64Array(rank * n);
  for (let k = 0; k < rank; k++) {
    for (let i = k; i < n; i++) {
      const variable = work.order[i]!;
      factor[k * n + variable] = work.rows[k * n + i]! * deviations[variable]!;
    }
  }
  return { rank, factor };
}

function refuse(what: string): never {
  throw new RangeError(
    `semidefiniteFactor: not positive semi-definite (${what}); pass a covariance matrix.`,
  );
}

/** Square roots of the diagonal, checked against the rest: no correlation is above 1. */
function standardDeviations(matrix: ArrayLike<number>, n: number): Float64Array {
  const s = Float64Array.from({ length: n }, (_, i) => {
    const variance = matrix[i * n + i]!;
    if (variance < 0) refuse(`the variance of variable ${i} is ${variance}`);
    return Math.sqrt(variance);
  });
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const entry = matrix[i * n + j]!;
      if (Math.abs(entry) <= (1 + NEGATIVE) * s[i]! * s[j]!) continue;
      refuse(`the covariance of variables ${i} and ${j} is ${entry}, above ${s[i]! * s[j]!}`);
    }
  }
  return s;
}

/** Swaps the variable with the most variance left to place k; false when none has any. */
function movePivot({ n, rows, order, left }: Work, k: number): boolean {
  let pivot = k;
  for (let i = k + 1; i < n; i++) if (left[i]! > left[pivot]!) pivot = i;
  if (left[pivot]! <= n * Number.EPSILON) return false;
  if (pivot === k) return true;
  [order[k], order[pivot]] = [order[pivot]!, order[k]!];
  [left[k], left[pivot]] = [left[pivot]!, left[k]!];
  for (let r = 0; r < k; r++) {
    const [a, b] = [r * n + k, r * n + pivot];
    [rows[a], rows[b]] = [rows[b]!, rows[a]!];
  }
  return true;
}

/** Row k of the factor, and what it leaves of the variances. */
function addRow(work: Work, k: number, matrix: ArrayLike<number>, deviations: Float64Array): void {
  const { n, rows, order, left } = work;
  const variable = order[k]!;
  const row = rows.subarray(k * n, (k + 1) * n);
  for (let i = k + 1; i < n; i++) {
    const scale = deviations[variable]! * deviations[order[i]!]!;
    row[i] = scale > 0 ? matrix[variable * n + order[i]!]! / scale : 0;
  }
  subtractRows(rows, n, k, row);
  const root = Math.sqrt(left[k]!);
  row[k] = root;
  for (let i = k + 1; i < n; i++) {
    const value = row[i]! / root;
    row[i] = value;
    left[i] = left[i]! - value * value;
  }
}

/** row -= Σ_r rows[r][k] · rows[r], right of place k; four rows at a time. */
function subtractRows(rows: Float64Array, n: number, k: number, row: Float64Array): void {
  let r = 0;
  for (; r + 4 <= k; r += 4) {
    const [a, b, c, d] = [r * n, (r + 1) * n, (r + 2) * n, (r + 3) * n];
    const [fa, fb, fc, fd] = [rows[a + k]!, rows[b + k]!, rows[c + k]!, rows[d + k]!];
    for (let i = k + 1; i < n; i++) {
      row[i] =
        row[i]! - (fa * rows[a + i]! + fb * rows[b + i]! + fc * rows[c + i]! + fd * rows[d + i]!);
    }
  }
  for (; r < k; r++) {
    const [a, f] = [r * n, rows[r * n + k]!];
    for (let i = k + 1; i < n; i++) row[i] = row[i]! - f * rows[a + i]!;
  }
}
