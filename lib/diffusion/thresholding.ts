import { requireNumber } from "../core/arguments";
import * as tf from "../core/tf";

/** Dynamic thresholding; Saharia et al. 2022 (Imagen), section 2.3. */
export interface DynamicThreshold {
  /** Share of an example's numbers that are not clipped. @default 0.995 */
  readonly quantile?: number;
  /** Most that an example is divided by; diffusers has `sample_max_value`. @default Infinity */
  readonly maxScale?: number;
}

/** @throws RangeError for a quantile outside [0, 1] or a maxScale below 1. */
export function requireDynamicThreshold({ quantile, maxScale }: DynamicThreshold): void {
  if (quantile !== undefined) requireNumber("dynamicThreshold", "quantile", quantile, 0, 1);
  if (maxScale === undefined || maxScale >= 1) return;
  throw new RangeError(
    `dynamicThreshold: maxScale=${maxScale}; expected at least 1, the range of the data.`,
  );
}

/** The quantile of each row, interpolated linearly between order statistics as in numpy and torch; [B,D] → [B,1]. */
function rowQuantiles(rows: tf.Tensor2D, quantile: number): tf.Tensor2D {
  const last = rows.shape[1] - 1;
  const position = quantile * last;
  const below = Math.floor(position);
  const largest = tf.topk(rows, last - below + 1, true).values; // falling: number i is order statistic last - i
  const lower = largest.slice([0, last - below], [-1, 1]);
  if (below === last) return lower as tf.Tensor2D;
  const upper = largest.slice([0, last - below - 1], [-1, 1]);
  return lower.add(upper.sub(lower).mul(position - below)) as tf.Tensor2D;
}

/**
 * Clips each example to ±s and divides it by s, where s is the quantile of its absolute values, at least 1: a few numbers
 * far outside [-1, 1] pull the others back in place of being cut off. [B,...] → [B,...] in [-1, 1].
 * @throws RangeError as `requireDynamicThreshold`.
 */
export function dynamicThreshold<T extends tf.Tensor>(x0: T, options: DynamicThreshold = {}): T {
  const { quantile = 0.995, maxScale = Infinity } = options;
  requireDynamicThreshold(options);
  return tf.tidy(() => {
    const rows = x0.reshape<tf.Tensor2D>([x0.shape[0]!, -1]);
    const raw = tf.maximum(rowQuantiles(rows.abs(), quantile), 1);
    const scale = Number.isFinite(maxScale) ? tf.minimum(raw, maxScale) : raw; // [B,1]
    return tf.minimum(tf.maximum(rows, scale.neg()), scale).div(scale).reshape(x0.shape) as T;
  });
}
