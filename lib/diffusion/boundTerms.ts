import {
  discretizedGaussianLogLikelihood,
  klNormal,
  learnedRangeLogVariance,
  posteriorLogVariance,
  reversePosterior,
  type DiscretizedGaussianOptions,
  type LogVarianceConvention,
} from "../math";

/** What the network makes of one picture: x̂_0, and v where the variance is learned; [D]. */
export interface Reading {
  readonly x0: Float32Array;
  readonly spread?: Float32Array;
}

/** Everything of the process that the terms need, once. */
export function boundConstants(betas: Float64Array, convention: LogVarianceConvention) {
  const { coefX0, variance } = reversePosterior(betas);
  const logFixed = posteriorLogVariance(betas, convention);
  const logSmall = posteriorLogVariance(betas, "fixed-small");
  return { coefX0, variance, logFixed, logSmall, logBetas: betas.map(Math.log) };
}
export type Constants = ReturnType<typeof boundConstants>;

/** log σ² of the model in each dimension, t 0-based, [D]. */
function modelLogVariance(c: Constants, t: number, spread: Float32Array | undefined, D: number) {
  return spread
    ? learnedRangeLogVariance(spread, c.logBetas[t]!, c.logSmall[t]!)
    : new Float64Array(D).fill(c.logFixed[t]!);
}

/** L_{t-1} of one picture, nats; t 0-based, at least 1. The part of both means that x_t gives cancels. */
export function stepNats(
  c: Constants,
  t: number,
  x0: Float32Array,
  { x0: guess, spread }: Reading,
) {
  const logs = modelLogVariance(c, t, spread, x0.length);
  const [scale, variance] = [c.coefX0[t]!, c.variance[t]!];
  let sum = 0;
  for (let i = 0; i < x0.length; i++) {
    sum += klNormal(scale * (x0[i]! - guess[i]!), variance, 0, Math.exp(logs[i]!));
  }
  return sum;
}

/** L_0 of one picture, nats. */
export function decoderNats(
  c: Constants,
  x0: Float32Array,
  { x0: guess, spread }: Reading,
  options: DiscretizedGaussianOptions,
): number {
  const logDeviation = modelLogVariance(c, 0, spread, x0.length).map((log) => log / 2);
  const logs = discretizedGaussianLogLikelihood(x0, guess, logDeviation, options);
  return -logs.reduce((a, b) => a + b, 0);
}

/** Equal parts of the 0-based steps 1, ..., T - 1: [start, end). */
export function strata(T: number, terms: number): (readonly [number, number])[] {
  const edge = (k: number) => 1 + Math.floor((k * (T - 1)) / terms);
  return Array.from({ length: terms }, (_, k) => [edge(k), edge(k + 1)]);
}
