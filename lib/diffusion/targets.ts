import * as tf from "../core/tf";

/**
 * What the network is trained to give, at x_t = a x_0 + s ε (a = √ᾱ_t, s = √(1 - ᾱ_t)):
 * - "epsilon": the noise ε; Ho et al. 2020, equation 11.
 * - "x0": the clean picture; the same, equation 15.
 * - "v": a ε - s x_0; Salimans & Ho 2022, appendix D. Says something at every noise level.
 */
export type PredictionTarget = "epsilon" | "x0" | "v";

/** a and s: numbers as scalars, or one for each example, [B,1,1,1]. */
export interface Mixing {
  readonly signal: tf.Tensor;
  readonly rest: tf.Tensor;
}

interface Conversions {
  target(x0: tf.Tensor4D, noise: tf.Tensor4D, mixing: Mixing): tf.Tensor4D;
  x0(output: tf.Tensor4D, x: tf.Tensor4D, mixing: Mixing): tf.Tensor4D;
  epsilon(output: tf.Tensor4D, x: tf.Tensor4D, mixing: Mixing): tf.Tensor4D;
}

const conversions: Readonly<Record<PredictionTarget, Conversions>> = {
  epsilon: {
    target: (_x0, noise) => noise.clone(),
    x0: (y, x, { signal, rest }) => x.sub(y.mul(rest)).div(signal),
    epsilon: (y) => y.clone(),
  },
  x0: {
    target: (x0) => x0.clone(),
    x0: (y) => y.clone(),
    epsilon: (y, x, { signal, rest }) => x.sub(y.mul(signal)).div(rest),
  },
  v: {
    target: (x0, noise, { signal, rest }) => noise.mul(signal).sub(x0.mul(rest)),
    x0: (y, x, { signal, rest }) => x.mul(signal).sub(y.mul(rest)),
    epsilon: (y, x, { signal, rest }) => x.mul(rest).add(y.mul(signal)),
  },
};

export const predictionTargets = Object.keys(conversions) as PredictionTarget[];

/** @throws RangeError for a target that there is none of. */
export function requireTarget(where: string, target: PredictionTarget): void {
  if (Object.hasOwn(conversions, target)) return;
  throw new RangeError(
    `${where}: target=${String(target)}; pass one of ${predictionTargets.join(", ")}.`,
  );
}

function of(target: PredictionTarget): Conversions {
  requireTarget("targets", target);
  return conversions[target];
}

/** What the network should have given for x_0 and ε, [B,H,W,C]. @throws RangeError for an unknown target. */
export const trainingTarget = (
  target: PredictionTarget,
  x0: tf.Tensor4D,
  noise: tf.Tensor4D,
  mixing: Mixing,
): tf.Tensor4D => tf.tidy(() => of(target).target(x0, noise, mixing));

/** The x_0 that an output at x means, [B,H,W,C]; from "epsilon" not finite where a = 0. @throws RangeError likewise. */
export const x0OfOutput = (
  target: PredictionTarget,
  output: tf.Tensor4D,
  x: tf.Tensor4D,
  mixing: Mixing,
): tf.Tensor4D => tf.tidy(() => of(target).x0(output, x, mixing));

/** The ε that an output at x means, [B,H,W,C]; from "x0" not finite where s = 0. @throws RangeError likewise. */
export const epsilonOfOutput = (
  target: PredictionTarget,
  output: tf.Tensor4D,
  x: tf.Tensor4D,
  mixing: Mixing,
): tf.Tensor4D => tf.tidy(() => of(target).epsilon(output, x, mixing));
