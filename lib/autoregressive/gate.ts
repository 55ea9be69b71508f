import { requireInteger } from "../core/arguments";
import * as tf from "../core/tf";

/**
 * The gated activation tanh(a) ⊙ σ(b), where a and b are the two halves of the last axis: [..., 2p] → [..., p]. Van den Oord
 * et al. 2016b, equation 2. Its gradient keeps only the input.
 * @throws RangeError when the last axis has an odd length.
 */
export const gate = tf.customGrad((input, save) => {
  const x = input as tf.Tensor;
  requireInteger("gate", "half of the last axis", x.shape.at(-1)! / 2, 1);
  (save as tf.GradSaveFunc)([x]);
  return {
    value: tf.tidy(() => {
      const [a, b] = tf.split(x, 2, -1);
      return a!.tanh().mul(b!.sigmoid());
    }),
    gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) =>
      tf.tidy(() => {
        const [a, b] = tf.split(saved[0]!, 2, -1);
        const [t, s] = [a!.tanh(), b!.sigmoid()];
        const rest = dy.mul(s); // dy σ
        const y = rest.mul(t); // dy tanh σ
        return tf.concat([rest.sub(y.mul(t)), y.sub(y.mul(s))], -1);
      }),
  };
}) as (x: tf.Tensor4D) => tf.Tensor4D;
