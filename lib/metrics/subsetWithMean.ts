import { requireInteger } from "../core/arguments";
import type { NdArray } from "../core/ndarray";
import { requireLength, requireNumbers } from "../math/requireNumbers";
import { requireFeatures } from "./features";

/**
 * Chooses `count` of the candidate rows of `features` [n,D] so that their mean is near `mean`: one after the other, each
 * time the row that brings the mean of the chosen nearest to it (herding, Welling 2009). Two sets that agree in their
 * means and in little else show what a measure of means alone misses. Takes count · candidates · D operations.
 * @param candidates indices of rows, different ones @returns indices in the order they were chosen, [count]
 * @throws RangeError for fewer candidates than `count`, an index out of range, another D, NaN or Infinity.
 */
export function subsetWithMean(
  features: NdArray,
  candidates: ArrayLike<number>,
  count: number,
  mean: ArrayLike<number>,
): Uint32Array {
  requireFeatures("subsetWithMean", "features", features, 1);
  const [n, D] = [features.shape[0]!, features.shape[1]!];
  requireLength("subsetWithMean", "mean", mean, D);
  requireNumbers("subsetWithMean", "mean", mean);
  requireInteger("subsetWithMean", "count", count, 1, candidates.length);
  const rest = Uint32Array.from(candidates);
  rest.forEach((_, i) => requireInteger("subsetWithMean", "candidate", candidates[i]!, 0, n - 1));
  const chosen = new Uint32Array(count);
  const wanted = new Float64Array(D); // the row that would make the mean of the chosen right
  for (let k = 0; k < count; k++) {
    for (let d = 0; d < D; d++) wanted[d] = wanted[d]! + mean[d]!;
    const left = candidates.length - k;
    const at = nearest(features.data, rest.subarray(0, left), wanted);
    const row = rest[at]!;
    chosen[k] = row;
    rest[at] = rest[left - 1]!;
    for (let d = 0; d < D; d++) wanted[d] = wanted[d]! - features.data[row * D + d]!;
  }
  return chosen;
}

/** Place in `indices` of the row nearest to the target. */
function nearest(data: Float32Array, indices: Uint32Array, target: Float64Array): number {
  const D = target.length;
  let [best, least] = [0, Infinity];
  for (let at = 0; at < indices.length; at++) {
    const start = indices[at]! * D;
    let sum = 0;
    for (let d = 0; d < D; d++) sum += (data[start + d]! - target[d]!) ** 2;
    if (sum < least) [best, least] = [at, sum];
  }
  return best;
}
