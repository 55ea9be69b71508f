import { requireInteger } from "../core/arguments";
import { compile, type CompiledStep, type CompileOptions } from "../core/compile/compile";
import type { NdArray } from "../core/ndarray";
import { keyTensor, randomNormal, type KeyTensor } from "../core/random";
import type { Rng } from "../core/rng";
import * as tf from "../core/tf";
import { evenTimesteps, freshNoisePosterior, respacedBetas } from "../math";
import { runLoop, type ProgressListener } from "../train";

/** The reverse process to run: a trained noise predictor and the marginals it was trained with. */
export interface ReverseProcess {
  readonly alphaBars: Float64Array;
  readonly eventShape: readonly [number, number, number];
  /** The compiled step of `createAncestralStep`. */
  readonly step: CompiledStep;
  /**
   * Further inputs of a step that takes more, such as labels; freed after it. @param i visited step, from 0 for the last
   * to be run. @param betas of the respaced process.
   */
  readonly extraInputs?: (i: number, betas: Float64Array) => tf.Tensor[];
}

/** A noise predictor ε(x, t): [B,H,W,C] and [B] 0-based → [B,H,W,C]. */
export type Predictor = (x: tf.Tensor4D, t: tf.Tensor1D) => tf.Tensor4D;

/**
 * One step of algorithm 2 as one call: inputs x [B,H,W,C], t [B], the random key of its noise, and the scalars √ᾱ,
 * √(1 - ᾱ), the posterior's coefficients of x_0 and x_t and its standard deviation, and the bound that x_0 is clipped to.
 */
export function createAncestralStep(predict: Predictor, options?: CompileOptions): CompiledStep {
  return compile((x, t, key, rootBar, rootRest, coefX0, coefXt, sigma, bound) => {
    const epsilon = predict(x as tf.Tensor4D, t as tf.Tensor1D);
    const predicted = x!.sub(epsilon.mul(rootRest!)).div(rootBar!);
    const x0 = tf.minimum(tf.maximum(predicted, bound!.neg()), bound!);
    const noise = randomNormal(key as KeyTensor, (x as tf.Tensor4D).shape);
    return [x0.mul(coefX0!).add(x!.mul(coefXt!)).add(noise.mul(sigma!))];
  }, options);
}

export interface AncestralOptions {
  readonly rng: Rng;
  /** Steps visited of the trained ones, evenly spaced. @default 100, or all when fewer were trained */
  readonly steps?: number;
  /**
   * Amount of fresh noise: 1 draws from the posterior, as the paper does; 0 draws nothing (DDIM); more than 1 replaces
   * more of the old noise, which gives a weak network more chances to correct itself. @default 1
   */
  readonly eta?: number;
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
  const T = process.alphaBars.length;
  const { rng, steps = Math.min(100, T), eta = 1, clip = true, signal, onProgress } = options;
  requireInteger("sample", "n", n, 1);
  const timesteps = evenTimesteps(T, steps);
  const betas = respacedBetas(process.alphaBars, timesteps);
  const posterior = freshNoisePosterior(betas, eta);
  const shape: [number, number, number, number] = [n, ...process.eventShape];

  let x = rng.fold("start").normal<tf.Rank.R4>(shape);
  const step = (i: number): tf.Tensor4D => {
    const bar = process.alphaBars[timesteps[i]!]!;
    const { coefX0, coefXt, variance } = posterior;
    const scalars = [
      Math.sqrt(bar),
      Math.sqrt(1 - bar),
      coefX0[i]!,
      coefXt[i]!,
      Math.sqrt(variance[i]!),
      clip ? 1 : Infinity,
    ];
    const inputs = [
      tf.fill([n], timesteps[i]!),
      keyTensor(rng.fold(i)), // its noise is unused at the last step, whose variance is 0
      ...scalars.map((value) => tf.scalar(value)),
      ...(process.extraInputs?.(i, betas) ?? []),
    ];
    try {
      const [next] = process.step.run(x, ...inputs);
      return next as tf.Tensor4D;
    } finally {
      tf.dispose(inputs);
    }
  };
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
