import type { Rng } from "../core/rng";
import { requireInteger } from "../core/arguments";
import { composeKernels, noisingKernel, type GaussianKernel } from "./gaussianChain";
import { requireNumbers } from "./requireNumbers";

/** q(x_t|x_{t-1}), t = 1, ..., T; Ho et al. 2020, equation 2. @throws RangeError for another t or a beta outside [0, 1]. */
export function forwardStep(betas: ArrayLike<number>, t: number): GaussianKernel {
  requireNumbers("forwardStep", "betas", betas, 0, 1);
  requireInteger("forwardStep", "t", t, 1, betas.length);
  return noisingKernel(betas[t - 1]!);
}

/**
 * q(x_t|x_s), 0 <= s <= t <= T: scale √(ᾱ_t/ᾱ_s) and variance 1 - ᾱ_t/ᾱ_s, by merging the steps between, so that small
 * variances keep all digits and ᾱ_s = 0 is no special case. s = 0 gives q(x_t|x_0), s = t a point.
 * @throws RangeError for steps that are not so, or a beta outside [0, 1].
 */
export function forwardJump(betas: ArrayLike<number>, s: number, t: number): GaussianKernel {
  requireNumbers("forwardJump", "betas", betas, 0, 1);
  requireInteger("forwardJump", "t", t, 0, betas.length);
  requireInteger("forwardJump", "s", s, 0, t);
  let [square, variance] = [1, 0];
  for (let i = s; i < t; i++) {
    square *= 1 - betas[i]!;
    variance = (1 - betas[i]!) * variance + betas[i]!;
  }
  return { scale: Math.sqrt(square), variance };
}

/** q(x_t|x_0) = N(√ᾱ_t x_0, (1 - ᾱ_t) I), t = 0, ..., T; Ho et al. 2020, equation 4. @throws RangeError as `forwardJump`. */
export function forwardMarginal(betas: ArrayLike<number>, t: number): GaussianKernel {
  return forwardJump(betas, 0, t);
}

/** The T kernels merged one by one: entry t - 1 is q(x_t|x_0). @throws RangeError for a beta outside [0, 1]. */
export function mergedForwardSteps(betas: ArrayLike<number>): GaussianKernel[] {
  requireNumbers("mergedForwardSteps", "betas", betas, 0, 1);
  let merged: GaussianKernel = { scale: 1, variance: 0 };
  return Array.from(betas, (beta) => (merged = composeKernels(merged, noisingKernel(beta))));
}

/** scale · x + √variance · noise, entry by entry. @throws RangeError for different lengths. */
export function addNoise(
  x: ArrayLike<number>,
  { scale, variance }: GaussianKernel,
  noise: ArrayLike<number>,
): Float64Array {
  if (x.length !== noise.length) {
    throw new RangeError(
      `addNoise: ${x.length} values and ${noise.length} numbers of noise; expected one for each value.`,
    );
  }
  requireNumbers("addNoise", "x", x);
  requireNumbers("addNoise", "noise", noise);
  const deviation = Math.sqrt(variance);
  const noisy = new Float64Array(x.length);
  for (let i = 0; i < noisy.length; i++) noisy[i] = scale * x[i]! + deviation * noise[i]!;
  return noisy;
}

/** A draw of q(x_t|x_0) in one jump, [D]. @throws RangeError as `forwardMarginal` and for an empty x0. */
export function sampleForward(
  x0: ArrayLike<number>,
  betas: ArrayLike<number>,
  t: number,
  rng: Rng,
): Float64Array {
  return addNoise(x0, forwardMarginal(betas, t), rng.normalArray(x0.length));
}

/**
 * A path of the chain from x_0: [x_0, x_1, ..., x_T], each [D]; step t draws with the key rng.fold(t).
 * @throws RangeError for an empty x0, no betas, or one outside [0, 1].
 */
export function sampleForwardChain(
  x0: ArrayLike<number>,
  betas: ArrayLike<number>,
  rng: Rng,
): Float64Array[] {
  requireNumbers("sampleForwardChain", "x0", x0);
  requireNumbers("sampleForwardChain", "betas", betas, 0, 1);
  const path = [Float64Array.from(x0)];
  for (let t = 1; t <= betas.length; t++) {
    const noise = rng.fold(t).normalArray(x0.length);
    path.push(addNoise(path[t - 1]!, noisingKernel(betas[t - 1]!), noise));
  }
  return path;
}
