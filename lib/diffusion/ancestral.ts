import { requireInteger } from "../core/arguments";
import type { NdArray } from "../core/ndarray";
import type { Rng } from "../core/rng";
import * as tf from "../core/tf";
import { evenTimesteps, respacedBetas, reversePosterior } from "../math";
import { runLoop, type ProgressListener } from "../train";

/** The reverse process to run: a trained noise predictor and the marginals it was trained with. */
export interface ReverseProcess {
  readonly alphaBars: Float64Array;
  readonly eventShape: readonly [number, number, number];
  /** ε(x, t): [B,H,W,C] and [B] 0-based → [B,H,W,C]. */
  predict(x: tf.Tensor4D, t: tf.Tensor1D): tf.Tensor4D;
}

export interface AncestralOptions {
  readonly rng: Rng;
  /** Steps visited of the trained ones, evenly spaced. @default 100 */
  readonly steps?: number;
  /** Clip the predicted x_0 to [-1, 1], as the paper's code does. @default true */
  readonly clip?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: ProgressListener;
}

/** What a sampler passed through. */
export interface Trajectory {
  /** Pictures from noise (first) to sample (last): steps + 1 arrays [n,H,W,C]. */
  readonly steps: readonly NdArray[];
  /** The trained step (0-based) that each picture is at; -1 for the finished sample. */
  readonly timesteps: readonly number[];
}

/**
 * Ancestral sampling; Ho et al. 2020, algorithm 2, on the respaced process of Nichol & Dhariwal 2021: at each visited
 * step the noise is predicted, x_0 from it, and x_{t-1} is drawn from q(x_{t-1}|x_t, x_0) with variance β̃_t.
 * @param visit receives each picture (not to keep) and its trained step, the noise first.
 * @returns [n,H,W,C]; the caller frees it.
 */
export async function ancestralSample(
  process: ReverseProcess,
  n: number,
  options: AncestralOptions,
  visit: (x: tf.Tensor4D, t: number) => Promise<void> = async () => undefined,
): Promise<tf.Tensor4D> {
  const { rng, steps = 100, clip = true, signal, onProgress } = options;
  requireInteger("sample", "n", n, 1);
  const timesteps = evenTimesteps(process.alphaBars.length, steps);
  const posterior = reversePosterior(respacedBetas(process.alphaBars, timesteps));
  const shape: [number, number, number, number] = [n, ...process.eventShape];

  let x = rng.fold("start").normal<tf.Rank.R4>(shape);
  const step = (i: number): tf.Tensor4D =>
    tf.tidy(() => {
      const bar = process.alphaBars[timesteps[i]!]!;
      const epsilon = process.predict(x, tf.fill([n], timesteps[i]!));
      const predicted = x.sub(epsilon.mul(Math.sqrt(1 - bar))).mul<tf.Tensor4D>(1 / Math.sqrt(bar));
      const x0 = clip ? predicted.clipByValue<tf.Tensor4D>(-1, 1) : predicted;
      const mean = x0.mul(posterior.coefX0[i]!).add<tf.Tensor4D>(x.mul(posterior.coefXt[i]!));
      if (i === 0) return mean;
      return mean.add(rng.fold(i).normal<tf.Rank.R4>(shape).mul(Math.sqrt(posterior.variance[i]!)));
    });
  try {
    await visit(x, timesteps[steps - 1]!);
    await runLoop({
      steps,
      run: async (done) => {
        const i = steps - 1 - done;
        const next = step(i);
        x.dispose();
        x = next;
        await visit(x, i === 0 ? -1 : timesteps[i - 1]!);
        return {};
      },
      ...(signal && { signal }),
      ...(onProgress && { onProgress }),
    });
    return x;
  } catch (error) {
    x.dispose();
    throw error;
  }
}
