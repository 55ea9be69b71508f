import * as tf from "../core/tf";

/** Mean over all numbers of each example, [B,...] → [B]. */
export const perExampleMean = (x: tf.Tensor): tf.Tensor1D =>
  tf.tidy(() => x.mean<tf.Tensor1D>(x.shape.map((_, axis) => axis).slice(1)));
