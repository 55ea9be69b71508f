import type { Rng } from "../core/rng";
import * as tf from "../core/tf";
import { requireEvents, type Bijector } from "./bijector";
import { requireOrder } from "./masks";

/** The columns of x [B,D] in an order, y_i = x_{order[i]}; the gradient puts them back. */
function permuted(x: tf.Tensor, order: readonly number[], back: readonly number[]): tf.Tensor {
  return tf.customGrad((input) => ({
    value: tf.tidy(() => tf.gather(input as tf.Tensor, tf.tensor1d([...order], "int32"), 1)),
    gradFunc: (dy: tf.Tensor) => permuted(dy, back, order),
  }))(x);
}

/**
 * Puts the D numbers of an example into another order, z_i = x_{order[i]}; |det| is 1. Autoregressive layers that stand
 * one upon the other need it, or the first dimension stays as it is for ever; Papamakarios et al. 2017, section 3.
 * @throws RangeError unless the order has each dimension once.
 */
export function createPermutation(order: readonly number[]): Bijector {
  const dim = order.length;
  requireOrder("permutation", order, dim);
  const inverse = new Array<number>(dim);
  order.forEach((from, to) => (inverse[from] = to));
  const moved = (name: string, x: tf.Tensor, to: readonly number[], back: readonly number[]) => {
    requireEvents("permutation", name, x, [dim]);
    return { value: permuted(x, to, back), logDet: tf.zeros<tf.Rank.R1>([x.shape[0]!]) };
  };
  return {
    forward: (x) => moved("x", x, order, inverse),
    inverse: (z) => moved("z", z, inverse, order),
  };
}

/** The order that turns the dimensions round, [D - 1, ..., 0]. */
export const reversal = (dim: number): number[] =>
  Array.from({ length: dim }, (_, i) => dim - 1 - i);

/** The order that belongs to a key. */
export const randomOrder = (dim: number, rng: Rng): number[] => Array.from(rng.permutation(dim));
