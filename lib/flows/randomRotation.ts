import { requireInteger } from "../core/arguments";
import type { Rng } from "../core/rng";

/** An orthogonal [n,n] matrix, uniformly distributed: Gram-Schmidt on the rows of a Gaussian one, in float64. */
export function randomRotation(n: number, rng: Rng): number[][] {
  requireInteger("randomRotation", "n", n, 1);
  const normals = rng.normalArray(n * n);
  const rows: number[][] = [];
  for (let i = 0; i < n; i++) {
    let row = Array.from(normals.subarray(i * n, (i + 1) * n));
    for (let pass = 0; pass < 2; pass++) {
      for (const other of rows) {
        const along = row.reduce((sum, x, j) => sum + x * other[j]!, 0);
        row = row.map((x, j) => x - along * other[j]!);
      }
    }
    const length = Math.hypot(...row);
    rows.push(row.map((x) => x / length));
  }
  return rows;
}

/** A = P L U with P[i][k] = 1 where row k of L U is row i of A, L unit lower and U upper triangular. */
export interface PluDecomposition {
  readonly permutation: number[][];
  readonly lower: number[][];
  readonly upper: number[][];
}

/** Gaussian elimination with partial pivoting of a regular square matrix. */
export function pluDecomposition(matrix: readonly (readonly number[])[]): PluDecomposition {
  const n = matrix.length;
  const upper = matrix.map((row) => [...row]);
  const lower = matrix.map(() => new Array<number>(n).fill(0));
  const origin = matrix.map((_, i) => i);
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) {
      if (Math.abs(upper[i]![k]!) > Math.abs(upper[pivot]![k]!)) pivot = i;
    }
    for (const rows of [upper, lower, origin] as unknown[][]) {
      [rows[k], rows[pivot]] = [rows[pivot], rows[k]];
    }
    lower[k]![k] = 1;
    for (let i = k + 1; i < n; i++) {
      const factor = upper[i]![k]! / upper[k]![k]!;
      lower[i]![k] = factor;
      upper[i] = upper[i]!.map((x, j) => (j <= k ? 0 : x - factor * upper[k]![j]!));
    }
  }
  const permutation = matrix.map((_, i) => origin.map((from) => (from === i ? 1 : 0)));
  return { permutation, lower, upper };
}
