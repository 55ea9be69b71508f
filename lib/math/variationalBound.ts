import { requireNumber } from "../core/arguments";
import { noiseVariances } from "./alphaBars";
import { forwardMarginal } from "./forwardProcess";
import { klDiagonal, klNormal } from "./kl";
import { epsilonForm, posteriorMean, reversePosterior } from "./posterior";
import { requireLength, requireNumbers } from "./requireNumbers";

/**
 * L_T = KL(q(x_T|x_0) || N(0, I)), nats per example; Ho et al. 2020, equation 5.
 * @throws RangeError for an empty x0, no betas, or one outside [0, 1]; when no beta is above 0, q(x_T|x_0) is a point.
 */
export function priorTerm(x0: ArrayLike<number>, betas: Float64Array): number {
  requireNumbers("priorTerm", "x0", x0);
  const { scale, variance } = forwardMarginal(betas, betas.length);
  let sum = 0;
  for (let i = 0; i < x0.length; i++) sum += klNormal(scale * x0[i]!, variance);
  return sum;
}

/**
 * L_{t-1} = KL(q(x_{t-1}|x_t, x_0) || N(modelMean, modelVariance I)), t = 2, ..., T, nats per example; Ho et al. 2020,
 * equation 5.
 * @param modelVariance above 0; one for all dimensions or [D]
 * @throws RangeError for t = 1 (the posterior is a point there and L_0 takes its place), other t, lengths or variances.
 */
export function stepTerm(
  betas: Float64Array,
  t: number,
  x0: ArrayLike<number>,
  xt: ArrayLike<number>,
  modelMean: ArrayLike<number>,
  modelVariance: number | ArrayLike<number>,
): number {
  const posterior = reversePosterior(betas);
  const mean = posteriorMean(posterior, t, x0, xt);
  const fill = (value: number) => new Float64Array(mean.length).fill(value);
  if (t === 1) {
    throw new RangeError(
      "stepTerm: t=1, where L_0 takes the place of the KL; use the decoder term.",
    );
  }
  const p = { mean, variance: fill(posterior.variance[t - 1]!) };
  const variance = typeof modelVariance === "number" ? fill(modelVariance) : modelVariance;
  return klDiagonal(p, { mean: modelMean, variance });
}

/** The variance σ_t² of the model's reverse step: β̃_t or β_t, or any array, [T]. */
export type ReverseVariance = "posterior" | "beta" | ArrayLike<number>;

function reverseVariances(where: string, betas: Float64Array, kind: ReverseVariance): Float64Array {
  if (kind === "posterior") return reversePosterior(betas).variance;
  if (kind === "beta") return Float64Array.from(betas);
  requireNumbers(where, "variance", kind, 0);
  requireLength(where, "variance", kind, betas.length);
  return Float64Array.from(kind);
}

/**
 * The weights λ_t of L_{t-1} = E[λ_t ‖ε - ε_θ(x_t, t)‖²] + constant, λ_t = β_t² / (2 σ_t² α_t (1 - ᾱ_t)), [T]; Ho et al.
 * 2020, equation 12. The norm is the sum over dimensions; nats per example. L_simple has 1 in their place (equation 14).
 * Infinity at the first step for σ² = β̃, which is 0 there: L_0 takes its place.
 * @throws RangeError as `epsilonForm`.
 */
export function noiseLossWeights(
  betas: Float64Array,
  variance: ReverseVariance = "posterior",
): Float64Array {
  const { coefXt, coefEpsilon } = epsilonForm(betas);
  const sigma2 = reverseVariances("noiseLossWeights", betas, variance);
  return betas.map((_, i) => (coefXt[i]! * coefEpsilon[i]!) ** 2 / (2 * sigma2[i]!));
}

/**
 * The weights of L_{t-1} = E[w_t ‖x_0 - x̂_0‖²] + constant, w_t = coefX0² / (2 σ_t²), [T]; Ho et al. 2020, equations 7
 * and 8. With σ² = β̃ they are ½ (SNR(t-1) - SNR(t)), Kingma et al. 2021 (VDM), equation 13, and Infinity at the first step.
 * @throws RangeError as `reversePosterior`.
 */
export function dataLossWeights(
  betas: Float64Array,
  variance: ReverseVariance = "posterior",
): Float64Array {
  const { coefX0 } = reversePosterior(betas);
  const sigma2 = reverseVariances("dataLossWeights", betas, variance);
  return betas.map((_, i) => coefX0[i]! ** 2 / (2 * sigma2[i]!));
}

/**
 * The same bound's weights of ‖v - v_θ‖², [T]: since x_0 - x̂_0 = -√(1 - ᾱ_t) (v - v_θ), (1 - ᾱ_t) times `dataLossWeights`;
 * Salimans & Ho 2022, appendix D. @throws RangeError as `reversePosterior`.
 */
export function velocityLossWeights(
  betas: Float64Array,
  variance: ReverseVariance = "posterior",
): Float64Array {
  const noise = noiseVariances(betas);
  return dataLossWeights(betas, variance).map((weight, i) => weight * noise[i]!);
}

/** The part of L_{t-1} that no mean changes, ½ D (β̃/σ² - 1 - log(β̃/σ²)) nats, per dimension, [T]; Infinity at t = 1. */
export function varianceMismatch(betas: Float64Array, variance: ReverseVariance): Float64Array {
  const exact = reversePosterior(betas).variance;
  const sigma2 = reverseVariances("varianceMismatch", betas, variance);
  return exact.map((v, i) => (v === 0 ? Infinity : klNormal(0, v, 0, sigma2[i]!)));
}

/** The bound and its parts, in one unit. */
export interface VariationalBound {
  /** L_0 = -log p(x_0|x_1) */
  readonly decoder: number;
  /** Σ_{t>1} L_{t-1} */
  readonly steps: number;
  /** L_T */
  readonly prior: number;
  /** L_vlb, at least -log p(x_0) in expectation. */
  readonly total: number;
}

/**
 * L_vlb = L_0 + Σ L_{t-1} + L_T; Ho et al. 2020, equation 5. Every part in the same unit (say, nats per example).
 * @param steps L_1, ..., L_{T-1}; empty for T = 1.
 * @throws RangeError for a part that is not finite.
 */
export function variationalBound(
  decoder: number,
  steps: ArrayLike<number>,
  prior: number,
): VariationalBound {
  requireNumber("variationalBound", "decoder", decoder);
  requireNumber("variationalBound", "prior", prior);
  let sum = 0;
  for (let i = 0; i < steps.length; i++) {
    requireNumber("variationalBound", `steps[${i}]`, steps[i]!);
    sum += steps[i]!;
  }
  return { decoder, steps: sum, prior, total: decoder + sum + prior };
}

/**
 * L_simple = mean over dimensions of (ε - ε_θ)², at one t; Ho et al. 2020, equation 14 (there the sum; their code, OpenAI's
 * and diffusers' take the mean, ermongroup's the sum).
 * @throws RangeError for different lengths.
 */
export function simpleLoss(epsilon: ArrayLike<number>, predicted: ArrayLike<number>): number {
  requireNumbers("simpleLoss", "epsilon", epsilon);
  requireNumbers("simpleLoss", "predicted", predicted);
  requireLength("simpleLoss", "predicted", predicted, epsilon.length);
  let sum = 0;
  for (let i = 0; i < epsilon.length; i++) sum += (epsilon[i]! - predicted[i]!) ** 2;
  return sum / epsilon.length;
}
