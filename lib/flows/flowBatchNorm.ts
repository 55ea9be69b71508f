import { requireInteger, requireNumber } from "../core/arguments";
import type * as tf from "../core/tf";
import { ones, zeros, type ParameterScope } from "../nn";
import { forEachExample, requireEvents, transformed, type Bijector } from "./bijector";

export interface FlowBatchNormConfig {
  /** Numbers D in an example. */
  readonly dim: number;
  /** Weight of the newest batch in the running statistics. @default 0.1 */
  readonly momentum?: number;
  /** Added to the variance. @default 1e-5 */
  readonly epsilon?: number;
}

/** One layer in two uses, which share their parameters and running statistics. */
export interface FlowBatchNorm {
  /** With the running statistics: z depends on its own x alone. */
  readonly bijector: Bijector;
  /**
   * Forward with the statistics of the batch (the variance divides by the count), through which the gradient goes, and
   * which the running ones follow (theirs divides by the count less one, as in PyTorch). Inverse is that of `bijector`.
   */
  readonly training: Bijector;
}

/**
 * Batch normalisation as a bijector, z = (x - m) / √(v + ε) · exp(γ) + β for each dimension, with log|det ∂z/∂x| =
 * Σ (γ - ½ log(v + ε)); Dinh et al. 2017, section 3.7, with the scale of Papamakarios et al. 2017, appendix B.
 * @throws RangeError for a size that is none, or constants out of range.
 */
export function createFlowBatchNorm(
  scope: ParameterScope,
  config: FlowBatchNormConfig,
): FlowBatchNorm {
  const { dim, momentum = 0.1, epsilon = 1e-5 } = config;
  requireInteger("flowBatchNorm", "dim", dim, 1);
  requireNumber("flowBatchNorm", "momentum", momentum, 0, 1);
  requireNumber("flowBatchNorm", "epsilon", epsilon, 0);
  const gamma = scope.create("logScale", [dim], zeros);
  const beta = scope.create("shift", [dim], zeros);
  const runningMean = scope.createBuffer("runningMean", [dim], zeros);
  const runningVariance = scope.createBuffer("runningVariance", [dim], ones);

  const follow = (running: tf.Variable, value: tf.Tensor) =>
    running.assign(running.add(value.sub(running).mul(momentum)));

  const normalised = (x: tf.Tensor, mean: tf.Tensor, variance: tf.Tensor) => {
    const logScale = gamma.sub(variance.add(epsilon).log().mul(0.5));
    const value = x.sub(mean).mul(logScale.exp()).add(beta);
    return { value, logDet: forEachExample(logScale.sum(), x) };
  };

  const forward: Bijector["forward"] = (x) => {
    requireEvents("flowBatchNorm", "x", x, [dim]);
    return transformed(() => normalised(x, runningMean, runningVariance));
  };

  const forwardInTraining: Bijector["forward"] = (x) => {
    requireEvents("flowBatchNorm", "x", x, [dim]);
    const count = x.shape[0]!;
    if (count === 1) {
      throw new RangeError(
        "flowBatchNorm: a batch of one example has no variance; train with batches of two or more.",
      );
    }
    return transformed(() => {
      const mean = x.mean(0);
      const variance = x.sub(mean).square().mean(0);
      follow(runningMean, mean);
      follow(runningVariance, variance.mul(count / (count - 1)));
      return normalised(x, mean, variance);
    });
  };

  const inverse: Bijector["inverse"] = (z) => {
    requireEvents("flowBatchNorm", "z", z, [dim]);
    return transformed(() => {
      const logScale = runningVariance.add(epsilon).log().mul(0.5).sub(gamma);
      const value = z.sub(beta).mul(logScale.exp()).add(runningMean);
      return { value, logDet: forEachExample(logScale.sum(), z) };
    });
  };

  return {
    bijector: { forward, inverse },
    training: { forward: forwardInTraining, inverse },
  };
}
