import * as tf from "../core/tf";

/** Sum over all numbers of each example, [B,...] → [B]. */
export const perExampleSum = (x: tf.Tensor): tf.Tensor1D =>
  tf.tidy(() => x.sum<tf.Tensor1D>(x.shape.map((_, axis) => axis).slice(1)));
