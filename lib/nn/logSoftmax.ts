import * as tf from "../core/tf";

/**
 * log softmax along the last axis, x - log Σ exp(x), [..., K] → [..., K]. The gradient, dy - softmax(x) Σ dy, keeps the
 * input.
 */
export const logSoftmax = tf.customGrad((input, save) => {
  const x = input as tf.Tensor;
  (save as tf.GradSaveFunc)([x]);
  return {
    value: tf.tidy(() => {
      const shifted = x.sub(x.max(-1, true));
      return shifted.sub(shifted.exp().sum(-1, true).log());
    }),
    gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) =>
      tf.tidy(() => dy.sub(tf.softmax(saved[0]!).mul(dy.sum(-1, true)))),
  };
}) as <T extends tf.Tensor>(x: T) => T;
