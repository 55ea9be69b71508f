import * as tf from "../tf";
import { registerGradient } from "./register";

interface Cumprod {
  readonly axis: number;
  readonly exclusive: boolean;
  readonly reverse: boolean;
}

/**
 * The gradient of cumprod, which TensorFlow.js lacks: ∂y_i/∂x_k is the product without the factor x_k. It is computed
 * without dividing by x_k, so that zeros are right, in n² numbers for an axis of length n.
 */
export function addCumprod(): void {
  registerGradient<Cumprod>("Cumprod", ["x"], (dy, [x], { axis, exclusive, reverse }) => ({
    x: () => {
      const n = x!.shape[axis]!;
      const along = x!.shape.map((_, i) => (i === axis ? n : 1)); // the axis, and k behind all others
      const eye = tf.eye(n).reshape([...along, n]);
      const [i, k] = [tf.range(0, n).reshape([n, 1]), tf.range(0, n).reshape([1, n])];
      const later = reverse ? tf.sub(k, i) : tf.sub(i, k);
      const contains = tf.greater(later, exclusive ? 0.5 : -0.5).reshape([...along, n]);
      const without = x!.expandDims(-1).mul(tf.sub(1, eye)).add(eye); // x with 1 in place of x_k
      const products = tf.cumprod(without, axis, exclusive, reverse).mul(contains.cast("float32"));
      const dx = dy.expandDims(-1).mul(products).sum(axis); // [..., k]
      const order = x!.shape.map((_, to) => (to < axis ? to : to === axis ? x!.rank - 1 : to - 1));
      return dx.transpose(order);
    },
  }));
}
