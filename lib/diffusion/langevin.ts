import { requireInteger, requireNumber, requireShape } from "../core/arguments";
import { compile } from "../core/compile/compile";
import { toNdArray, type NdArray } from "../core/ndarray";
import type { Rng } from "../core/rng";
import * as tf from "../core/tf";
import { runLoop, type ProgressListener } from "../train";
import { marginals } from "./samplers";
import type { NoiseProcess } from "./ode";

/** Options of every Langevin sampler. */
export interface LangevinRun {
  /** Key of the noise. */
  readonly rng: Rng;
  /** Sees x (not to keep) after every step, and how many steps were made; 0 is the start. */
  readonly visit?: (x: tf.Tensor, step: number) => Promise<void> | void;
  readonly signal?: AbortSignal;
  readonly onProgress?: ProgressListener;
}

export interface LangevinOptions extends LangevinRun {
  /** h, above 0. */
  readonly stepSize: number;
  readonly steps: number;
}

/**
 * Unadjusted Langevin sampling, x' = x + (h/2) ∇ log p(x) + √h z: a Markov chain whose stationary distribution tends to p as
 * h → 0. Song & Ermon 2019, equation 4. The step size leaves a bias: of N(0, 1) the stationary variance is 1/(1 - h/4);
 * from h = 4 on the chain runs away, since each step multiplies x by 1 - h/2.
 * @param score ∇ log p of x [B,...] → [B,...]. @param start [B,...]
 * @returns x after the last step, [B,...].
 * @throws RangeError for options out of range, a score of another shape, or chains that run away.
 */
export function langevin(
  score: (x: tf.Tensor) => tf.Tensor,
  start: NdArray,
  options: LangevinOptions,
): Promise<NdArray> {
  const { stepSize, steps, ...run } = options;
  requireInteger("langevin", "steps", steps, 1);
  requireStepSize("langevin", stepSize);
  const levels = Float64Array.of(stepSize);
  return walk("langevin", score, start, { ...run, levels, stepsPerLevel: steps });
}

/** ∇ log p_σ(x) of x [B,...] at noise levels `level` [B], indices into the σ: [B,...]. */
export type NoisyScore = (x: tf.Tensor, level: tf.Tensor1D) => tf.Tensor;

/** Noise levels, the largest first, and the scores of data + N(0, σ² I) at each. */
export interface NoiseLevels {
  /** σ_1 > ... > σ_L > 0 */
  readonly sigmas: ArrayLike<number>;
  readonly score: NoisyScore;
}

export interface AnnealedLangevinOptions extends LangevinRun {
  /** Steps at each level, T of the paper. @default 100 */
  readonly stepsPerLevel?: number;
  /** h at the last level; before it, h_i = stepSize · σ_i²/σ_L², so that signal and noise stay in proportion. */
  readonly stepSize: number;
}

/**
 * Annealed Langevin sampling: Langevin steps at noise levels from large to small, each from where the last one ended; Song &
 * Ermon 2019, algorithm 1. Large noise joins distant modes, so that their weights come out right.
 * @param start [B,...] @returns x at the smallest σ, [B,...].
 * @throws RangeError for levels that do not fall, options out of range, a score of another shape, or chains
 *   that run away.
 */
export function annealedLangevin(
  { sigmas, score }: NoiseLevels,
  start: NdArray,
  options: AnnealedLangevinOptions,
): Promise<NdArray> {
  const where = "annealedLangevin";
  const { stepSize, stepsPerLevel = 100, ...run } = options;
  requireInteger(where, "number of sigmas", sigmas.length, 1);
  requireInteger(where, "stepsPerLevel", stepsPerLevel, 1);
  requireStepSize(where, stepSize);
  const all = Array.from(sigmas);
  all.forEach((sigma, i) => {
    if (sigma > 0 && Number.isFinite(sigma) && (i === 0 || sigma < all[i - 1]!)) return;
    throw new RangeError(
      `${where}: sigmas[${i}]=${sigma}; they must fall from the largest noise to the smallest, above 0.`,
    );
  });
  const levels = Float64Array.from(all, (sigma) => stepSize * (sigma / all.at(-1)!) ** 2);
  return walk(where, score, start, { ...run, levels, stepsPerLevel });
}

/**
 * The noise levels of a diffusion model, for annealed Langevin: x_t/a is data + N(0, σ² I) with σ = s/a, whose score is
 * -ε(a x, t)/σ.
 * @param timesteps 0-based, falling: the noisiest first.
 * @throws RangeError for a timestep that the process does not have.
 */
export function noiseLevels(
  { alphaBars, network }: NoiseProcess,
  timesteps: readonly number[],
): NoiseLevels {
  const at = marginals(alphaBars);
  timesteps.forEach((t) => requireInteger("noiseLevels", "timestep", t, 0, alphaBars.length - 1));
  const ends = timesteps.map(at);
  const sigmas = Float64Array.from(ends, ({ signal, noise }) => noise / signal);
  const score: NoisyScore = (x, level) =>
    tf.tidy(() => {
      const column = (values: ArrayLike<number>): tf.Tensor =>
        tf.tensor1d(Float32Array.from(values)).gather(level.toInt());
      const alike = [-1, ...x.shape.slice(1).map(() => 1)];
      const signals = column(ends.map(({ signal }) => signal)).reshape(alike);
      const epsilon = network(x.mul(signals), column(timesteps) as tf.Tensor1D);
      return epsilon.neg().div(column(sigmas).reshape(alike));
    });
  return { sigmas, score };
}

/** @throws RangeError unless h is a finite number above 0. */
export function requireStepSize(where: string, h: number): void {
  requireNumber(where, "stepSize", h, 0);
  if (h === 0) throw new RangeError(`${where}: stepSize=0 moves nothing; pass one above 0.`);
}

interface Walk extends LangevinRun {
  /** Step size of each level. */
  readonly levels: Float64Array;
  readonly stepsPerLevel: number;
}

/** The one loop: step number i draws with the key rng.fold(i). */
async function walk(
  where: string,
  score: NoisyScore,
  start: NdArray,
  { levels, stepsPerLevel, rng, visit, signal, onProgress }: Walk,
): Promise<NdArray> {
  const B = start.shape[0] ?? 0;
  if (start.shape.length < 1)
    throw new RangeError(`${where}: the start has no axes; pass [B,...].`);
  const step = compile((x, level, h, noise) => {
    const gradient = score(x!, level as tf.Tensor1D);
    requireShape(where, "the score", gradient.shape, x!.shape);
    return [x!.add(gradient.mul(h!.div(2))).add(noise!.mul(h!.sqrt()))];
  });
  let x: tf.Tensor = tf.tensor(start.data, [...start.shape], "float32");
  try {
    await visit?.(x, 0);
    await runLoop({
      steps: levels.length * stepsPerLevel,
      run: async (i) => {
        const level = Math.floor(i / stepsPerLevel);
        const inputs = [
          tf.fill([B], level),
          tf.scalar(levels[level]!),
          rng.fold(i).normal([...start.shape] as [number]),
        ];
        try {
          const [next] = step.run(x, ...inputs) as [tf.Tensor];
          x.dispose();
          x = next;
        } finally {
          tf.dispose(inputs);
        }
        await visit?.(x, i + 1);
        return {};
      },
      ...(signal && { signal }),
      ...(onProgress && { onProgress }),
    });
    await requireFinite(where, x);
  } catch (error) {
    x.dispose();
    throw error;
  } finally {
    step.dispose();
  }
  return toNdArray(x);
}

async function requireFinite(where: string, x: tf.Tensor): Promise<void> {
  const all = tf.tidy(() => tf.isFinite(x).all());
  const [finite] = await all.data();
  all.dispose();
  if (finite) return;
  throw new RangeError(
    `${where}: x is not finite in the end; steps of 4 times the narrowest variance or more run away, so take a smaller stepSize.`,
  );
}
