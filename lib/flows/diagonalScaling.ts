import * as tf from "../core/tf";
import { zeros, type ParameterScope } from "../nn";
import { forEachExample, requireEvents, transformed, type Bijector } from "./bijector";

/**
 * A trained factor for each number of an example, y = x exp(s), with log|det| = Σ s: additive couplings keep all volumes, so
 * NICE ends with it; Dinh et al. 2014, section 3.3.
 */
export function createDiagonalScaling(
  scope: ParameterScope,
  eventShape: readonly number[],
): Bijector {
  const logScale = scope.create("logScale", eventShape, zeros);
  const scaled = (name: string, x: tf.Tensor, sign: 1 | -1) =>
    transformed(() => {
      requireEvents("diagonalScaling", name, x, eventShape);
      const s = logScale.mul(sign);
      return { value: x.mul(s.exp()), logDet: forEachExample(s.sum(), x) };
    });
  return { forward: (x) => scaled("x", x, 1), inverse: (z) => scaled("z", z, -1) };
}
