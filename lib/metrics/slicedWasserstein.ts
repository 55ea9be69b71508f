import { requireInteger, requireNumber } from "../core/arguments";
import type { NdArray } from "../core/ndarray";
import type { Rng } from "../core/rng";
import { meanEstimate, type Estimate } from "../math";
import { requireFeaturePair } from "./features";
import { wassersteinPower } from "./wasserstein1d";

export interface SlicedWassersteinOptions {
  /** The power of the distance, at least 1. @default 2 */
  readonly p?: number;
  /** Random directions, at least 2. @default 128 */
  readonly directions?: number;
  readonly rng: Rng;
}

/** The distance SW_p; its error (delta method) is that of drawing directions alone, the two sets held fixed. */
export interface SlicedWasserstein extends Estimate {
  /** SW_p^p: the mean over directions, unbiased, and its error. */
  readonly power: Estimate;
}

/**
 * Sliced Wasserstein-p distance of points [n,D] and [m,D]: SW_p^p is the mean of W_p^p, exact, of their projections on
 * directions uniform on the unit sphere; Bonneel et al. 2015. Moving a set by t gives SW_2² = |t|²/D. Two
 * finite sets of one distribution are not at distance 0: compare with the distance of two real sets of those sizes.
 * @throws RangeError for an empty set, different dimensions, NaN, Infinity, p below 1 or fewer than 2 directions.
 */
export function slicedWasserstein(
  x: NdArray,
  y: NdArray,
  options: SlicedWassersteinOptions,
): SlicedWasserstein {
  const { p = 2, directions = 128, rng } = options;
  const { D } = requireFeaturePair("slicedWasserstein", ["x", x], ["y", y]);
  requireNumber("slicedWasserstein", "p", p, 1);
  requireInteger("slicedWasserstein", "directions", directions, 2);
  const normals = rng.normalArray(directions * D);
  const powers = Float64Array.from({ length: directions }, (_, i) => {
    const direction = unit(normals.subarray(i * D, (i + 1) * D));
    return wassersteinPower(projected(x, direction), projected(y, direction), p);
  });
  const power = meanEstimate(powers);
  const estimate = power.estimate ** (1 / p);
  const slope = estimate > 0 ? estimate ** (1 - p) / p : 0;
  return { estimate, standardError: slope * power.standardError, power };
}

function unit(vector: Float32Array): Float64Array {
  const length = Math.sqrt(vector.reduce((sum, v) => sum + v * v, 0));
  if (length === 0) return Float64Array.from(vector, (_, d) => (d === 0 ? 1 : 0)); // possible where D = 1
  return Float64Array.from(vector, (v) => v / length);
}

/** Lengths along the direction, sorted, [n]. */
function projected({ data, shape }: NdArray, direction: Float64Array): Float64Array {
  const D = direction.length;
  const out = new Float64Array(shape[0]!);
  for (let i = 0; i < out.length; i++) {
    let sum = 0;
    for (let d = 0; d < D; d++) sum += data[i * D + d]! * direction[d]!;
    out[i] = sum;
  }
  return out.sort();
}
