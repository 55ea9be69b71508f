import * as tf from "../tf";
import { gradientOf, registerGradient } from "./register";

/** Sums the axes along which `shape` was repeated, and the ones before its first. */
function unbroadcast(gradient: tf.Tensor, shape: number[]): tf.Tensor {
  const axes = tf.broadcast_util.getReductionAxes(shape, gradient.shape);
  return axes.length === 0 ? gradient : gradient.sum(axes).reshape(shape);
}

/** The gradient of matMul where one side is repeated over the batch of the other, which in TensorFlow.js is an error. */
export function correctMatMul(): void {
  const stock = gradientOf("BatchMatMul").gradFunc;
  registerGradient("BatchMatMul", ["a", "b"], (dy, saved, attributes) => {
    const products = stock(dy, saved, attributes as tf.NamedAttrMap);
    const [a, b] = saved as [tf.Tensor, tf.Tensor];
    return {
      a: () => unbroadcast(products.a!(), a.shape),
      b: () => unbroadcast(products.b!(), b.shape),
    };
  });
}
