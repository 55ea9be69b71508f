import { requireInteger, requireShape } from "../core/arguments";
import * as tf from "../core/tf";
import { alphaBars, noiseVariances, zeroTerminalSnrBetas } from "../math";
import { scheduleBetas, type Schedule } from "./schedule";

export interface ProcessConfig {
  /** Steps of the forward process. @default 1000 */
  readonly T?: number;
  /** A name, or a name with its options. @default "linear", the paper's */
  readonly schedule?: Schedule;
  /** Let the last step leave nothing of the picture, ᾱ_T = 0; Lin et al. 2024, algorithm 1. @default false */
  readonly zeroTerminalSnr?: boolean;
}

/** √ᾱ_t and √(1 - ᾱ_t) of each example, [B,1,1,1] each. */
export interface NoisingCoefficients {
  readonly signal: tf.Tensor4D;
  readonly rest: tf.Tensor4D;
}

/** The forward process q of a model; index t - 1 of its arrays is the paper's step t. */
export interface ForwardProcess {
  readonly T: number;
  readonly betas: Float64Array;
  /** ᾱ_t, [T] */
  readonly alphaBars: Float64Array;
  /** 1 - ᾱ_t, [T], to full precision. */
  readonly noiseVariances: Float64Array;
  /** √ᾱ_t and √(1 - ᾱ_t) for 0-based t. @throws RangeError for a t outside the process. */
  coefficients(t: ArrayLike<number>): NoisingCoefficients;
  /**
   * Noises clean images: x_t = √ᾱ_t x_0 + √(1 - ᾱ_t) ε; Ho et al. 2020, equation 4. x0 and noise [B,H,W,C], t [B] 0-based.
   * @throws RangeError for a t outside the process, or different shapes.
   */
  noised(x0: tf.Tensor4D, t: ArrayLike<number>, noise: tf.Tensor4D): tf.Tensor4D;
}

/** @throws RangeError for an unknown schedule, or options that it refuses. */
export function createProcess(config: ProcessConfig = {}): ForwardProcess {
  const { T = 1000, schedule = "linear", zeroTerminalSnr = false } = config;
  const made = scheduleBetas(schedule, T);
  const betas = zeroTerminalSnr ? zeroTerminalSnrBetas(made) : made;
  const bars = alphaBars(betas);
  const variances = noiseVariances(betas);
  const column = (t: ArrayLike<number>, values: Float64Array) => {
    const picked = Array.from(t, (step) => {
      requireInteger("ddpm", "t", step, 0, T - 1);
      return Math.sqrt(values[step]!);
    });
    return tf.tensor4d(picked, [picked.length, 1, 1, 1]);
  };
  const coefficients = (t: ArrayLike<number>) => ({
    signal: column(t, bars),
    rest: column(t, variances),
  });
  return {
    T,
    betas,
    alphaBars: bars,
    noiseVariances: variances,
    coefficients: (t) => tf.tidy(() => coefficients(t)),
    noised(x0, t, noise) {
      requireShape("ddpm", "noise", noise.shape, x0.shape);
      requireShape("ddpm", "x0", x0.shape, [t.length, -1, -1, -1]);
      return tf.tidy(() => {
        const { signal, rest } = coefficients(t);
        return x0.mul(signal).add(noise.mul<tf.Tensor4D>(rest));
      });
    },
  };
}
