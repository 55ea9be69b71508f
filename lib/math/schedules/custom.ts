import { requireNumbers } from "../requireNumbers";

/**
 * A schedule of one's own as float64, [T].
 * @throws RangeError for no betas, or one outside [0, 1].
 */
export function customBetas(betas: ArrayLike<number>): Float64Array {
  requireNumbers("customBetas", "betas", betas, 0, 1);
  return Float64Array.from(betas);
}
