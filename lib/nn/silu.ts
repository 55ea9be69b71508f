import * as tf from "../core/tf";
import { activation } from "./activation";

/** SiLU, x σ(x), any shape. The gradient, dy (σ + xσ(1 - σ)), keeps only the input. */
export const silu = activation(
  (x) => x.mul(tf.sigmoid(x)),
  (x) => {
    const s = tf.sigmoid(x);
    const y = x.mul(s);
    return s.add(y.sub(y.mul(s))); // σ + y - yσ
  },
);
