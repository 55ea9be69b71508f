import { marginals, runSteps, samplingMoves, type Move, type Stepper } from "../../lib/diffusion";
import { gaussianFlow, gaussianNoise } from "../../lib/math";
import { affineAlgebra, moments, noiseValue, startValue, type Affine } from "./affine";

/** Data N(MEAN, DEVIATION²), whose best network and whose flow are known. */
export const MEAN = 0.3;
export const DEVIATION = 0.4;

/** ᾱ of T timesteps of a smooth schedule, the variance-preserving SDE with β from 0.1 to 20. */
export const smoothBars = (T: number): Float64Array =>
  Float64Array.from({ length: T }, (_, t) => {
    const u = (t + 1) / T;
    return Math.exp(-(0.1 * u + 9.95 * u * u));
  });

const data = { mean: MEAN, variance: DEVIATION ** 2 };

/** Runs a stepper with the best network, in float64. */
export function runExact(stepper: Stepper, bars: Float64Array, moves: readonly Move[]): Affine {
  const marginal = marginals(bars, stepper.conventions.final);
  return runSteps<Affine>(stepper, startValue, {
    algebra: affineAlgebra,
    alphaBars: bars,
    moves,
    evaluate: (x, t) => {
      const bar = marginal(t).signal ** 2;
      const [atZero, atOne] = [gaussianNoise(0, bar, data), gaussianNoise(1, bar, data)];
      const terms = [
        [atOne - atZero, x],
        [atZero, [1]],
      ] as const;
      return { value: affineAlgebra.combine(terms) };
    },
    noise: noiseValue,
  });
}

/** The sample's mean and variance after `steps` steps from the marginal of the last of T timesteps. */
export function sampledMoments(stepper: Stepper, T: number, steps: number) {
  const bars = smoothBars(T);
  const moves = samplingMoves(T, steps, { spacing: "trailing" });
  const { signal, noise } = marginals(bars)(T - 1);
  const start = { mean: signal * MEAN, variance: signal ** 2 * DEVIATION ** 2 + noise ** 2 };
  return moments(runExact(stepper, bars, moves), start);
}

/** T, and the part of it that orders are measured on: away from both ends, in steps of equal length. */
const T = 12800;
const [HIGH, LOW] = [10240, 2560];

/** Error of the exactly known flow's end, from x = 1, after `steps` steps. */
export function flowError(stepper: Stepper, steps: number): number {
  const bars = smoothBars(T);
  const stride = (HIGH - LOW) / steps;
  const up = stepper.direction === "up";
  const moves = Array.from({ length: steps }, (_, i) =>
    up
      ? { from: LOW + i * stride, to: LOW + (i + 1) * stride }
      : { from: HIGH - i * stride, to: HIGH - (i + 1) * stride },
  );
  const [start, end] = up ? [LOW, HIGH] : [HIGH, LOW];
  const [constant = 0, slope = 0] = runExact(stepper, bars, moves);
  const exact = gaussianFlow(1, bars[start]!, bars[end]!, data);
  return Math.abs(constant + slope - exact);
}

/** log2 of the error's ratio when the steps are halved: the order of accuracy, measured. */
export const measuredOrder = (stepper: Stepper, steps = 128): number =>
  Math.log2(flowError(stepper, steps / 2) / flowError(stepper, steps));
