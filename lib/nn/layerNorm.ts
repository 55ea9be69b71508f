import { requireInteger, requireNumber, requireLastAxis } from "../core/arguments";
import * as tf from "../core/tf";
import { addBias } from "./addBias";
import { ones, zeros } from "./initializers";
import type { ParameterScope } from "./parameters";

export interface LayerNormConfig {
  /** Length of the last axis. */
  readonly features: number;
  /** Learn a scale and a shift per feature. @default true */
  readonly affine?: boolean;
  /** Added to the variance. @default 1e-5 */
  readonly epsilon?: number;
}

/** x̂ and 1/σ along the last axis. */
function standardize(x: tf.Tensor, epsilon: number) {
  const centred = x.sub(x.mean(-1, true));
  const rstd = centred.square().mean(-1, true).add(epsilon).rsqrt();
  return { normed: centred.mul(rstd), rstd };
}

/**
 * Layer normalisation over the last axis, (x - mean) / √(variance + ε), [..., C] → [..., C]; Ba, Kiros & Hinton 2016,
 * equation 4. The gradient keeps the input and recomputes the statistics.
 */
export function layerNorm<T extends tf.Tensor>(x: T, epsilon = 1e-5): T {
  requireNumber("layerNorm", "epsilon", epsilon, 0);
  const op = tf.customGrad((input, save) => {
    const x = input as tf.Tensor;
    (save as tf.GradSaveFunc)([x]);
    return {
      value: tf.tidy(() => standardize(x, epsilon).normed),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) =>
        tf.tidy(() => {
          const { normed, rstd } = standardize(saved[0]!, epsilon);
          const onNormed = normed.mul(dy.mul(normed).mean(-1, true));
          return dy.sub(dy.mean(-1, true)).sub(onNormed).mul(rstd);
        }),
    };
  });
  return op(x) as T;
}

/** A layer normalisation layer. @throws RangeError when `features` is not a positive integer. */
export function createLayerNorm(
  scope: ParameterScope,
  { features, affine = true, epsilon = 1e-5 }: LayerNormConfig,
): <T extends tf.Tensor>(x: T) => T {
  requireInteger("layerNorm", "features", features, 1);
  const gamma = affine ? scope.create("weight", [features], ones) : undefined;
  const beta = affine ? scope.create("bias", [features], zeros) : undefined;
  return (x) => {
    requireLastAxis("layerNorm", "x", x.shape, features);
    if (!gamma || !beta) return layerNorm(x, epsilon);
    return tf.tidy(() => addBias(layerNorm(x, epsilon).mul(gamma), beta));
  };
}
