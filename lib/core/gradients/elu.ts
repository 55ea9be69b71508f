import * as tf from "../tf";
import { registerGradient } from "./register";

/** The gradient of elu, 1 above 0 and eˣ below, from its input: the kernel that TensorFlow.js uses has no gradient. */
export function correctElu(): void {
  registerGradient("Elu", ["x"], (dy, [x]) => ({ x: () => dy.mul(tf.exp(tf.minimum(x!, 0))) }));
}
