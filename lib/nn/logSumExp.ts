import * as tf from "../core/tf";

/**
 * log Σ exp along the last axis, [..., K] → [...], shifted by the largest entry so that nothing overflows. The gradient,
 * dy softmax(x), keeps the input.
 */
export const logSumExp = tf.customGrad((input, save) => {
  const x = input as tf.Tensor;
  (save as tf.GradSaveFunc)([x]);
  return {
    value: tf.tidy(() => {
      const top = x.max(-1, true);
      return x
        .sub(top)
        .exp()
        .sum(-1, true)
        .log()
        .add(top)
        .squeeze([x.rank - 1]);
    }),
    gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) =>
      tf.tidy(() => dy.expandDims(-1).mul(tf.softmax(saved[0]!))),
  };
}) as (x: tf.Tensor) => tf.Tensor;
