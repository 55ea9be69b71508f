import { requireInteger } from "../core/arguments";
import type { NdArray } from "../core/ndarray";
import { normalQuantile, slerp } from "../math";
import { requireLength, requireNumbers } from "../math/requireNumbers";

export interface InterpolationOptions {
  /** Vectors in all, both ends included. */
  readonly steps: number;
  /** Along the straight line, or along the arc that keeps the length where both ends have it. @default "linear" */
  readonly path?: "linear" | "spherical";
}

/**
 * Latent vectors on the way from one to another, [steps,D], to be decoded.
 * @throws RangeError for different lengths, fewer than two steps, or, on the arc, ends that `slerp` refuses.
 */
export function interpolateLatents(
  from: ArrayLike<number>,
  to: ArrayLike<number>,
  { steps, path = "linear" }: InterpolationOptions,
): NdArray {
  requireNumbers("interpolateLatents", "from", from);
  requireNumbers("interpolateLatents", "to", to);
  requireLength("interpolateLatents", "to", to, from.length);
  requireInteger("interpolateLatents", "steps", steps, 2);
  const D = from.length;
  const data = new Float32Array(steps * D);
  for (let i = 0; i < steps; i++) {
    const f = i / (steps - 1);
    const point =
      path === "spherical"
        ? slerp(from, to, f)
        : Float64Array.from(from, (value, d) => (1 - f) * value + f * to[d]!);
    data.set(point, i * D);
  }
  return { data, shape: [steps, D] };
}

/**
 * A map of a two-dimensional latent space: side² vectors, [side²,2], row by row from the top left, at the quantiles
 * (i + ½)/side of the prior along both axes, so that each stands for the same share of N(0, I); Kingma & Welling 2014,
 * figure 4.
 * @throws RangeError for a side that is no positive integer.
 */
export function latentGrid(side: number): NdArray {
  requireInteger("latentGrid", "side", side, 1);
  const quantiles = Array.from({ length: side }, (_, i) => normalQuantile((i + 0.5) / side));
  const data = new Float32Array(2 * side * side);
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      data.set([quantiles[column]!, quantiles[side - 1 - row]!], 2 * (row * side + column));
    }
  }
  return { data, shape: [side * side, 2] };
}
