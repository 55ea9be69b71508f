import * as tf from "../tf";
import { registerGradient } from "./register";

const KERNEL = "ReluGrad";

/** dy where x > 0, else 0: in one op where the back end has it. */
function reluGrad(dy: tf.Tensor, x: tf.Tensor): tf.Tensor {
  if (!tf.getKernel(KERNEL, tf.getBackend())) return dy.mul(tf.step(x));
  return tf.engine().runKernel(KERNEL, { dy, x }) as tf.Tensor;
}

/** The gradient of relu in as few operations as the back end allows; it is linear in dy. */
export function correctRelu(): void {
  registerGradient("Relu", ["x"], (dy, [x]) => ({ x: () => reluGrad(dy, x!) }));
  registerGradient(KERNEL, ["x"], (g, [x]) => ({
    dy: () => reluGrad(g, x!),
    x: () => tf.zeros(x!.shape),
  }));
}
