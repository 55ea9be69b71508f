import { requireInteger, requireLastAxis } from "../core/arguments";
import * as tf from "../core/tf";
import { addBias } from "./addBias";
import { uniformFanIn, zeros } from "./initializers";
import type { ParameterScope } from "./parameters";

export interface LinearConfig {
  readonly inFeatures: number;
  readonly outFeatures: number;
  /** Start at zero, so that the layer first contributes nothing. @default false */
  readonly zeroInit?: boolean;
}

/** x W + b over the last axis: [..., inFeatures] → [..., outFeatures]. */
export type Linear = <T extends tf.Tensor>(x: T) => T;

/** A linear layer. @throws RangeError when a size is not a positive integer. */
export function createLinear(scope: ParameterScope, config: LinearConfig): Linear {
  const { inFeatures, outFeatures, zeroInit = false } = config;
  requireInteger("linear", "inFeatures", inFeatures, 1);
  requireInteger("linear", "outFeatures", outFeatures, 1);
  const init = zeroInit ? zeros : uniformFanIn(inFeatures);
  const weight = scope.create("weight", [inFeatures, outFeatures], init);
  const bias = scope.create("bias", [outFeatures], init);
  return <T extends tf.Tensor>(x: T): T => {
    const outer = x.shape.slice(0, -1);
    requireLastAxis("linear", "x", x.shape, inFeatures);
    return tf.tidy(() => {
      const flat = x.reshape([-1, inFeatures]);
      const y = addBias(tf.matMul(flat, weight as unknown as tf.Tensor2D), bias);
      return y.reshape([...outer, outFeatures]) as T;
    });
  };
}
