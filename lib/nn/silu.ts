import * as tf from "../core/tf";

/** SiLU, x σ(x), any shape. The gradient, dy (σ + xσ(1 - σ)), keeps only the input. */
export const silu = tf.customGrad((input, save) => {
  const x = input as tf.Tensor;
  (save as tf.GradSaveFunc)([x]);
  return {
    value: tf.tidy(() => x.mul(tf.sigmoid(x))),
    gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) =>
      tf.tidy(() => {
        const [x] = saved as [tf.Tensor];
        const s = tf.sigmoid(x);
        const y = x.mul(s);
        return dy.mul(s.add(y.sub(y.mul(s)))); // σ + y - yσ
      }),
  };
}) as <T extends tf.Tensor>(x: T) => T;
