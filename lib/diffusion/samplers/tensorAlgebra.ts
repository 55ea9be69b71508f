import * as tf from "../../core/tf";
import type { Algebra } from "./stepper";

/** Steps on tensors of any shape. Intermediate tensors belong to the caller's `tf.tidy`. */
export const tensorAlgebra: Algebra<tf.Tensor> = {
  combine(terms) {
    const parts = terms
      .filter(([coefficient]) => coefficient !== 0)
      .map(([coefficient, value]) => value.mul(coefficient));
    const [first, ...others] = parts.length > 0 ? parts : [tf.zerosLike(terms[0]![1])];
    return others.reduce((sum, part) => sum.add(part), first!);
  },
  clamp: (value, bound) => tf.minimum(tf.maximum(value, -bound), bound),
  scaled: (noise, logVariance) => noise.mul(logVariance.mul(0.5).exp()),
};
