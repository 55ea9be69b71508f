import * as tf from "../core/tf";

/** y + b along the last axis: [..., C] + [C]. Its gradient for b is one reduction over a flat view. */
export const addBias = tf.customGrad((y, b) => ({
  value: tf.add(y as tf.Tensor, b as tf.Tensor),
  gradFunc: (dy: tf.Tensor) => [dy, tf.sum(dy.reshape([-1, dy.shape[dy.rank - 1]!]), 0)],
})) as <T extends tf.Tensor>(y: T, b: tf.Tensor) => T;
