import * as tf from "../core/tf";
import { addBias } from "../nn/addBias";
import { zeros, type ParameterScope } from "../nn";
import { forEachExample, requireEvents, transformed, type Bijector } from "./bijector";

/** Added to the deviation of the first batch: a constant channel is not blown up further. */
const EPSILON = 1e-6;

/**
 * A scale and a shift for each channel, y = x exp(s) + b, [B,...,C] → [B,...,C], with log|det| = (positions) Σ s. Before
 * training they are set so that the first batch comes out with mean 0 and variance 1 in every channel; Kingma & Dhariwal
 * 2018, section 3.1.
 */
export function createActnorm(scope: ParameterScope, eventShape: readonly number[]): Bijector {
  const channels = eventShape.at(-1) ?? 1;
  const positions = tf.util.sizeFromShape([...eventShape]) / channels;
  const logScale = scope.create("logScale", [channels], zeros);
  const bias = scope.create("bias", [channels], zeros);
  const logDet = (x: tf.Tensor, sign: 1 | -1) =>
    forEachExample(logScale.sum().mul(sign * positions), x);
  return {
    forward: (x) =>
      transformed(() => {
        requireEvents("actnorm", "x", x, eventShape);
        return { value: addBias(x.mul(logScale.exp()), bias), logDet: logDet(x, 1) };
      }),
    inverse: (z) =>
      transformed(() => {
        requireEvents("actnorm", "z", z, eventShape);
        return { value: z.sub(bias).mul(logScale.neg().exp()), logDet: logDet(z, -1) };
      }),
    initialise: (x) =>
      tf.tidy(() => {
        const { mean, variance } = tf.moments(x.reshape([-1, channels]), 0);
        const scale = variance.sqrt().add(EPSILON);
        logScale.assign(scale.log().neg());
        bias.assign(mean.neg().div(scale));
      }),
  };
}
