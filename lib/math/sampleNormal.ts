import type { Rng } from "../core/rng";
import { requireInteger } from "../core/arguments";
import { requireLength, requireNumbers } from "./requireNumbers";
import { semidefiniteFactor } from "./semidefiniteFactor";

/**
 * `count` draws from N(mean, covariance), one after another, [count · D]: mean + Fᵀ z with Fᵀ F = covariance, which may
 * be singular.
 * @param mean [D] @param covariance [D,D] row-major
 * @throws RangeError for lengths that differ, NaN, Infinity, or a covariance that is not symmetric positive semi-definite.
 */
export function sampleNormal(
  mean: ArrayLike<number>,
  covariance: ArrayLike<number>,
  count: number,
  rng: Rng,
): Float32Array {
  requireInteger("sampleNormal", "count", count, 1);
  const D = mean.length;
  requireNumbers("sampleNormal", "mean", mean);
  requireLength("sampleNormal", "covariance", covariance, D * D);
  const { factor, rank } = semidefiniteFactor(covariance, D);
  const normals = rng.normalArray(count * rank);
  const out = new Float32Array(count * D);
  const point = new Float64Array(D);
  for (let i = 0; i < count; i++) {
    for (let d = 0; d < D; d++) point[d] = mean[d]!;
    for (let k = 0; k < rank; k++) {
      const z = normals[i * rank + k]!;
      for (let d = 0; d < D; d++) point[d] = point[d]! + z * factor[k * D + d]!;
    }
    out.set(point, i * D);
  }
  return out;
}
