import { requireInteger } from "../core/arguments";
import { requireLength, requireNumbers } from "./requireNumbers";

/** How far two mirrored entries may be apart, as a share of the largest. */
const ASYMMETRY = 1e-10;

/**
 * Checks that `matrix` holds the n by n numbers of a symmetric matrix, row-major, finite, mirrored entries equal within
 * 1e-10 of the largest.
 * @throws RangeError that names the entry.
 */
export function requireSymmetricMatrix(
  where: string,
  name: string,
  matrix: ArrayLike<number>,
  n: number,
): void {
  requireInteger(where, "n", n, 1);
  requireLength(where, name, matrix, n * n);
  requireNumbers(where, name, matrix);
  let largest = 0;
  for (let i = 0; i < matrix.length; i++) largest = Math.max(largest, Math.abs(matrix[i]!));
  const allowed = ASYMMETRY * largest;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const [a, b] = [matrix[i * n + j]!, matrix[j * n + i]!];
      if (Math.abs(a - b) <= allowed) continue;
      throw new RangeError(
        `${where}: ${name}[${i}][${j}]=${a} but ${name}[${j}][${i}]=${b}; expected a symmetric matrix.`,
      );
    }
  }
}
