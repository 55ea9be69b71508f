import { requireShape } from "../core/arguments";
import * as tf from "../core/tf";

/** Mean squared error over all elements, two tensors of one shape → a scalar. @throws RangeError for two shapes. */
export const mse = tf.customGrad((...args) => {
  const save = args.pop() as tf.GradSaveFunc;
  const [a, b] = args as [tf.Tensor, tf.Tensor];
  requireShape("mse", "b", b.shape, a.shape);
  save([a, b]);
  return {
    value: tf.tidy(() => a.sub(b).square().mean()),
    gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [a, b] = saved as [tf.Tensor, tf.Tensor];
      const da = tf.tidy(() => a.sub(b).mul(dy.mul(2 / a.size)));
      return [da, tf.neg(da)];
    },
  };
}) as (a: tf.Tensor, b: tf.Tensor) => tf.Scalar;
