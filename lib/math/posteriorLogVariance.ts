import { requireNumber } from "../core/arguments";
import { reversePosterior } from "./posterior";
import { requireLength, requireNumbers } from "./requireNumbers";

/**
 * The log-variance that a sampler or a bound uses at each step. The posterior variance is 0 at the first step, and its
 * logarithm has to be replaced; codes differ in how, and the first term of the bound changes greatly with it.
 * - "fixed-small": log β̃_t, its first entry that of the second step; DDPM, OpenAI improved-diffusion and guided-diffusion,
 *   DiT (`posterior_log_variance_clipped`).
 * - "fixed-small-floor": log max(β̃_t, 1e-20), so that the first is -46.05; CompVis, diffusers, lucidrains, ermongroup.
 * - "fixed-large": log β_t, its first entry log β̃_2; DDPM's `fixedlarge` log-variance, OpenAI FIXED_LARGE (which uses the
 *   same for its variance, where DDPM's variance stays β_1).
 * - "beta": log β_t throughout; ermongroup/ddim.
 */
export type LogVarianceConvention = "fixed-small" | "fixed-small-floor" | "fixed-large" | "beta";

const conventions: Record<
  LogVarianceConvention,
  (small: number, beta: number, i: number) => number
> = {
  "fixed-small": (small) => small,
  "fixed-small-floor": (small) => Math.max(small, 1e-20),
  "fixed-large": (small, beta, i) => (i === 0 ? small : beta),
  beta: (_small, beta) => beta,
};

/**
 * Natural logarithm of the reverse variance, [T], index t - 1 for step t.
 * @throws RangeError as `reversePosterior`, for an unknown convention, and where one needs the second step and T = 1.
 */
export function posteriorLogVariance(
  betas: Float64Array,
  convention: LogVarianceConvention,
): Float64Array {
  const { variance } = reversePosterior(betas);
  const rule = conventions[convention] as (typeof conventions)[LogVarianceConvention] | undefined;
  if (rule === undefined) {
    throw new RangeError(
      `posteriorLogVariance: no convention '${convention}'; pass one of ${Object.keys(conventions).join(", ")}.`,
    );
  }
  const substitutes = convention === "fixed-small" || convention === "fixed-large";
  if (substitutes && betas.length === 1) {
    throw new RangeError(
      `posteriorLogVariance: '${convention}' takes its first entry from the second step, and T=1 has none; pass another convention.`,
    );
  }
  const small = substitutes ? withFirst(variance, variance[1]!) : variance;
  return small.map((v, i) => Math.log(rule(v, betas[i]!, i)));
}

/**
 * The learned log-variance between both bounds, [D]: frac · log β_t + (1 - frac) · log β̃_t with frac = (v + 1)/2;
 * Nichol & Dhariwal 2021, equation 15 (there v in [0, 1]; OpenAI's code, LEARNED_RANGE, has the network give [-1, 1]).
 * Values outside, which a network may give, extrapolate.
 * @param output what the network gives, v in [-1, 1].
 * @throws RangeError for numbers that are not finite.
 */
export function learnedRangeLogVariance(
  output: ArrayLike<number>,
  logBeta: number,
  logPosteriorVariance: number,
): Float64Array {
  requireNumbers("learnedRangeLogVariance", "output", output);
  requireNumber("learnedRangeLogVariance", "logBeta", logBeta);
  requireNumber("learnedRangeLogVariance", "logPosteriorVariance", logPosteriorVariance);
  return Float64Array.from(output, (v) => {
    const share = (v + 1) / 2;
    return share * logBeta + (1 - share) * logPosteriorVariance;
  });
}

/**
 * A variance between both bounds, [T]: (1 - v) β̃_t + v β_t; `v_posterior` of CompVis latent-diffusion.
 * @param posteriorVariance β̃, [T]
 * @throws RangeError for a v outside [0, 1] or different lengths.
 */
export function interpolatedVariance(
  betas: ArrayLike<number>,
  posteriorVariance: ArrayLike<number>,
  v: number,
): Float64Array {
  requireNumber("interpolatedVariance", "v", v, 0, 1);
  requireNumbers("interpolatedVariance", "betas", betas, 0, 1);
  requireNumbers("interpolatedVariance", "posteriorVariance", posteriorVariance, 0);
  requireLength("interpolatedVariance", "posteriorVariance", posteriorVariance, betas.length);
  return Float64Array.from(betas, (beta, i) => (1 - v) * posteriorVariance[i]! + v * beta);
}

function withFirst(values: Float64Array, first: number): Float64Array {
  return values.map((value, i) => (i === 0 ? first : value));
}
