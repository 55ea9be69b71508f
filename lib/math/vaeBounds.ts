import { requireInteger, requireNumber } from "../core/arguments";
import { klDiagonal, type DiagonalGaussian } from "./kl";
import { logMeanExp } from "./logSumExp";
import { dot } from "./matrices";
import { requireLength, requireNumbers, requirePositive } from "./requireNumbers";

/**
 * KL(N(mean, e^logVariance) || N(0, I)), nats per example; Kingma & Welling 2014, appendix B.
 * @throws RangeError for different lengths or numbers that are not finite.
 */
export function latentKl(mean: ArrayLike<number>, logVariance: ArrayLike<number>): number {
  requireNumbers("latentKl", "mean", mean);
  requireNumbers("latentKl", "logVariance", logVariance);
  requireLength("latentKl", "logVariance", logVariance, mean.length);
  const variance = Float64Array.from(logVariance, (v) => Math.exp(v));
  const zero = new Float64Array(mean.length);
  return klDiagonal({ mean, variance }, { mean: zero, variance: zero.map(() => 1) });
}

/**
 * ELBO = E_q[log p(x|z)] - β KL(q(z|x) || p(z)), nats; Kingma & Welling 2014, equation 3; β other than 1: Higgins et al.
 * 2017, equation 4, a bound on log p(x) only for β >= 1.
 * @throws RangeError for numbers that are not finite or a negative KL.
 */
export function elbo(reconstruction: number, kl: number, beta = 1): number {
  requireNumber("elbo", "reconstruction", reconstruction);
  requireNumber("elbo", "kl", kl, 0);
  requireNumber("elbo", "beta", beta, 0);
  return reconstruction - beta * kl;
}

/**
 * Bound with k draws, nats, from log weights log p(x, z) - log q(z|x) of K >= k draws: the mean over all ⌊K/k⌋ groups of
 * log (1/k) Σ w; Burda et al. 2016 (IWAE), equation 8. k = 1 is the ELBO; it rises with k to log p(x).
 * @throws RangeError for no weights or a k that is not in 1, ..., K.
 */
export function iwaeBound(logWeights: ArrayLike<number>, k = logWeights.length): number {
  requireNumbers("iwaeBound", "logWeights", logWeights);
  requireInteger("iwaeBound", "k", k, 1, logWeights.length);
  const weights = Float64Array.from(logWeights);
  const groups = Math.floor(weights.length / k);
  let sum = 0;
  for (let g = 0; g < groups; g++) sum += logMeanExp(weights.subarray(g * k, (g + 1) * k));
  return sum / groups;
}

/** z ~ N(0, 1), x | z ~ N(weights z + bias, variance I): a VAE's decoder so simple that log p(x) is known. */
export interface LinearVae {
  /** [D] */
  readonly weights: ArrayLike<number>;
  /** [D] */
  readonly bias: ArrayLike<number>;
  readonly variance: number;
}

function centred(where: string, vae: LinearVae, x: ArrayLike<number>): Float64Array {
  requireNumbers(where, "weights", vae.weights);
  requireNumbers(where, "bias", vae.bias);
  requireNumbers(where, "x", x);
  requireLength(where, "bias", vae.bias, vae.weights.length);
  requireLength(where, "x", x, vae.weights.length);
  requirePositive(where, "variance", vae.variance);
  return Float64Array.from(x, (value, i) => value - vae.bias[i]!);
}

/** The exact posterior p(z|x), of one latent; Bishop 2006, equation 12.42 (probabilistic PCA). */
export function linearVaePosterior(
  vae: LinearVae,
  x: ArrayLike<number>,
): { mean: number; variance: number } {
  const offset = centred("linearVaePosterior", vae, x);
  const precision = 1 + dot(vae.weights, vae.weights) / vae.variance;
  return {
    mean: dot(vae.weights, offset) / vae.variance / precision,
    variance: 1 / precision,
  };
}

/** log p(x) = log N(x; bias, variance I + weights weightsᵀ), nats per example; Bishop 2006, equation 12.35. */
export function linearVaeLogLikelihood(vae: LinearVae, x: ArrayLike<number>): number {
  const offset = centred("linearVaeLogLikelihood", vae, x);
  const gain = dot(vae.weights, vae.weights) / vae.variance;
  const along = dot(vae.weights, offset) / vae.variance;
  const logDet = x.length * Math.log(2 * Math.PI * vae.variance) + Math.log1p(gain);
  return -(logDet + dot(offset, offset) / vae.variance - along ** 2 / (1 + gain)) / 2;
}

/**
 * The exact ELBO of x under q(z|x) = N(mean, variance), nats per example: log p(x) - KL(q || p(z|x)), here from the
 * reconstruction and KL terms.
 * @throws RangeError for different lengths or a variance that is not above 0.
 */
export function linearVaeElbo(
  vae: LinearVae,
  x: ArrayLike<number>,
  q: { readonly mean: number; readonly variance: number },
): number {
  const offset = centred("linearVaeElbo", vae, x);
  const latent: DiagonalGaussian = { mean: [q.mean], variance: [q.variance] };
  const rest = offset.map((value, i) => value - vae.weights[i]! * q.mean);
  const spread = dot(rest, rest) + q.variance * dot(vae.weights, vae.weights);
  const logNormaliser = x.length * Math.log(2 * Math.PI * vae.variance);
  const reconstruction = -(logNormaliser + spread / vae.variance) / 2;
  return elbo(reconstruction, klDiagonal(latent, { mean: [0], variance: [1] }));
}
