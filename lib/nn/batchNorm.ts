import { requireInteger, requireNumber, requireLastAxis } from "../core/arguments";
import * as tf from "../core/tf";
import { addBias } from "./addBias";
import { ones, zeros } from "./initializers";
import type { ParameterScope } from "./parameters";

export interface BatchNormConfig {
  /** Length of the last axis. */
  readonly channels: number;
  /** Weight of the newest batch in the running statistics. @default 0.1 */
  readonly momentum?: number;
  /** Added to the variance. @default 1e-5 */
  readonly epsilon?: number;
}

/** Statistics of each channel over all other axes, [C]; the variance divides by the count. */
function moments(x: tf.Tensor, epsilon: number) {
  const flat = x.reshape([-1, x.shape.at(-1)!]);
  const mean = flat.mean(0);
  const variance = flat.sub(mean).square().mean(0);
  return { mean, variance, rstd: variance.add(epsilon).rsqrt() };
}

/**
 * Batch normalisation with the batch's own statistics: (x - mean) / √(variance + ε) per channel, [..., C] → [..., C];
 * Ioffe & Szegedy 2015, algorithm 1 without its last line. The gradient keeps the input and recomputes the statistics.
 */
export function batchNorm<T extends tf.Tensor>(x: T, epsilon = 1e-5): T {
  requireNumber("batchNorm", "epsilon", epsilon, 0);
  const op = tf.customGrad((input, save) => {
    const x = input as tf.Tensor;
    (save as tf.GradSaveFunc)([x]);
    return {
      value: tf.tidy(() => {
        const { mean, rstd } = moments(x, epsilon);
        return x.mul(rstd).sub(mean.mul(rstd));
      }),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) =>
        tf.tidy(() => {
          const x = saved[0]!;
          const { mean, rstd } = moments(x, epsilon);
          const flat = (t: tf.Tensor) => t.reshape([-1, x.shape.at(-1)!]);
          const normed = flat(x).sub(mean).mul(rstd);
          const g = flat(dy);
          const onNormed = normed.mul(g.mul(normed).mean(0));
          return g.sub(g.mean(0)).sub(onNormed).mul(rstd).reshape(x.shape);
        }),
    };
  });
  return op(x) as T;
}

/** How a layer with running statistics is used. */
export interface BatchNormMode {
  /** Normalise with the batch's statistics and let the running ones follow; else with the running ones. */
  readonly training: boolean;
}

/** Batch normalisation with scale, shift and running statistics: [..., C] → [..., C]. */
export type BatchNorm = <T extends tf.Tensor>(x: T, mode: BatchNormMode) => T;

/**
 * A batch normalisation layer, with PyTorch's conventions: the running variance divides by the count less one.
 * @throws RangeError when `channels` is not a positive integer.
 */
export function createBatchNorm(scope: ParameterScope, config: BatchNormConfig): BatchNorm {
  const { channels, momentum = 0.1, epsilon = 1e-5 } = config;
  requireInteger("batchNorm", "channels", channels, 1);
  requireNumber("batchNorm", "momentum", momentum, 0, 1);
  const gamma = scope.create("weight", [channels], ones);
  const beta = scope.create("bias", [channels], zeros);
  const runningMean = scope.createBuffer("runningMean", [channels], zeros);
  const runningVariance = scope.createBuffer("runningVariance", [channels], ones);

  const follow = (running: tf.Variable, value: tf.Tensor) =>
    running.assign(running.add(value.sub(running).mul(momentum)));
  const update = (x: tf.Tensor) =>
    tf.tidy(() => {
      const { mean, variance } = moments(x, epsilon);
      const count = x.size / channels;
      follow(runningMean, mean);
      follow(runningVariance, variance.mul(count / Math.max(1, count - 1)));
    });

  return <T extends tf.Tensor>(x: T, { training }: BatchNormMode): T => {
    requireLastAxis("batchNorm", "x", x.shape, channels);
    if (training && x.size === channels) {
      throw new RangeError(
        `batchNorm: x has shape [${x.shape.join(", ")}], one value per channel; training needs more than one.`,
      );
    }
    return tf.tidy(() => {
      if (training) {
        update(x);
        return addBias(batchNorm(x, epsilon).mul<T>(gamma), beta);
      }
      const a = runningVariance.add(epsilon).rsqrt().mul(gamma);
      return addBias(x.mul<T>(a), beta.sub(runningMean.mul(a)));
    });
  };
}
