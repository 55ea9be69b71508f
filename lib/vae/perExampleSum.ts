import * as tf from "../core/tf";

/** Sum over all numbers of each example, [B,...] → [B]. */
export const perExampleSum = (x: tf.Tensor): tf.Tensor1D =>
  tf.tidy(() => x.reshape([x.shape[0]!, -1]).sum<tf.Tensor1D>(1));
