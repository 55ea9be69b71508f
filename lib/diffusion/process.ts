import { requireInteger, requireShape } from "../core/arguments";
import * as tf from "../core/tf";
import { alphaBars, noiseVariances, zeroTerminalSnrBetas } from "../math";
import { scheduleBetas, type Schedule } from "./schedule";
import type { Mixing } from "./targets";

export interface ProcessConfig {
  /** Steps of the forward process. @default 1000 */
  readonly T?: number;
  /** A name, or a name with its options. @default "linear", the paper's */
  readonly schedule?: Schedule;
  /** Let the last step leave nothing of the picture, ᾱ_T = 0; Lin et al. 2024, algorithm 1. @default false */
  readonly zeroTerminalSnr?: boolean;
}

/** The forward process q of a model; index t - 1 of its arrays is the paper's step t. */
export interface ForwardProcess {
  readonly T: number;
  readonly betas: Float64Array;
  /** ᾱ_t, [T] */
  readonly alphaBars: Float64Array;
  /** 1 - ᾱ_t, [T], to full precision. */
  readonly noiseVariances: Float64Array;
  /** √ᾱ_t and √(1 - ᾱ_t) for 0-based t, for examples of a rank: [B,1,...]. @throws RangeError for a t outside the process. */
  coefficients(t: ArrayLike<number>, rank: number): Mixing;
  /**
   * Noises clean examples: x_t = √ᾱ_t x_0 + √(1 - ᾱ_t) ε; Ho et al. 2020, equation 4. x0 and noise [B,...], t [B] 0-based.
   * @throws RangeError for a t outside the process, or different shapes.
   */
  noised<T extends tf.Tensor>(x0: T, t: ArrayLike<number>, noise: T): T;
}

/** @throws RangeError for an unknown schedule, or options that it refuses. */
export function createProcess(config: ProcessConfig = {}): ForwardProcess {
  const { T = 1000, schedule = "linear", zeroTerminalSnr = false } = config;
  const made = scheduleBetas(schedule, T);
  const betas = zeroTerminalSnr ? zeroTerminalSnrBetas(made) : made;
  const bars = alphaBars(betas);
  const variances = noiseVariances(betas);
  const column = (t: ArrayLike<number>, rank: number, values: Float64Array) => {
    const picked = Array.from(t, (step) => {
      requireInteger("ddpm", "t", step, 0, T - 1);
      return Math.sqrt(values[step]!);
    });
    return tf.tensor(picked, [picked.length, ...new Array<number>(rank - 1).fill(1)]);
  };
  const coefficients = (t: ArrayLike<number>, rank: number): Mixing => ({
    signal: column(t, rank, bars),
    rest: column(t, rank, variances),
  });
  return {
    T,
    betas,
    alphaBars: bars,
    noiseVariances: variances,
    coefficients: (t, rank) => tf.tidy(() => ({ ...coefficients(t, rank) })),
    noised<T extends tf.Tensor>(x0: T, t: ArrayLike<number>, noise: T): T {
      requireShape("ddpm", "noise", noise.shape, x0.shape);
      requireShape("ddpm", "x0", x0.shape, [t.length, ...x0.shape.slice(1).map(() => -1)]);
      return tf.tidy(() => {
        const { signal, rest } = coefficients(t, x0.rank);
        return x0.mul(signal).add(noise.mul(rest));
      });
    },
  };
}
