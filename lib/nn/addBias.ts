import { requireShape } from "../core/arguments";
import * as tf from "../core/tf";

/**
 * y + b along the last axis: [..., C] + [C]. Its gradient for b is one reduction over a flat view.
 * @throws RangeError for a bias of another length.
 */
export const addBias = tf.customGrad((...args) => {
  const [y, b] = args as [tf.Tensor, tf.Tensor];
  requireShape("addBias", "b", b.shape, y.shape.slice(-1));
  return {
    value: tf.add(y, b),
    gradFunc: (dy: tf.Tensor) => [dy, tf.sum(dy.reshape([-1, dy.shape[dy.rank - 1]!]), 0)],
  };
}) as <T extends tf.Tensor>(y: T, b: tf.Tensor) => T;
