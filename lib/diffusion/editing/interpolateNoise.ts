import { requireInteger, requireShape } from "../../core/arguments";
import type { NdArray } from "../../core/ndarray";
import { slerp } from "../../math";

/**
 * Noises on the way from one to another, equally far apart in angle, as one batch to start sampling from: with a
 * deterministic sampler the samples change gradually. Song et al. 2021 (DDIM), section 5.3 and appendix D.5.
 * @param from [1,...]; the first of the result
 * @param to [1,...]; the last
 * @param count at least 2
 * @returns [count,...]
 * @throws RangeError for another count or shape, and as `slerp`.
 */
export function interpolateNoise(from: NdArray, to: NdArray, count: number): NdArray {
  requireInteger("interpolateNoise", "count", count, 2);
  requireShape("interpolateNoise", "from", from.shape, [1, ...from.shape.slice(1)]);
  requireShape("interpolateNoise", "to", to.shape, from.shape);
  const size = from.data.length;
  const data = new Float32Array(count * size);
  for (let i = 0; i < count; i++) {
    data.set(slerp(from.data, to.data, i / (count - 1)), i * size);
  }
  return { data, shape: [count, ...from.shape.slice(1)] };
}
