import type { NumericArray } from "./figure";
import { requireFinite, requireSome } from "./inputs";

/** Points of the plane as the library hands them out: x0, y0, x1, y1, ... ([N,2] flattened). */
export interface Columns {
  readonly x: Float32Array;
  readonly y: Float32Array;
}

/**
 * Splits flattened points into their coordinates.
 * @throws RangeError when the length is odd, there are none, or one is not finite
 */
export function splitPoints(where: string, name: string, points: NumericArray): Columns {
  requireSome(where, name, points);
  if (points.length % 2 !== 0) {
    throw new RangeError(
      `${where}: ${name} has ${points.length} values, an odd number; ` +
        `pass x and y of each point in turn: [x0, y0, x1, y1, ...].`,
    );
  }
  requireFinite(where, name, points);
  const count = points.length / 2;
  const x = new Float32Array(count);
  const y = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    x[i] = points[2 * i]!;
    y[i] = points[2 * i + 1]!;
  }
  return { x, y };
}

/** The range of values over all arrays, widened by 5 % on either side; never empty. */
export function paddedRange(arrays: readonly NumericArray[]): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const array of arrays) {
    for (let i = 0; i < array.length; i++) {
      low = Math.min(low, array[i]!);
      high = Math.max(high, array[i]!);
    }
  }
  const pad = (high - low) * 0.05 || Math.abs(low) * 0.05 || 1;
  return [low - pad, high + pad];
}
