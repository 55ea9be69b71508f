import { alphaBars } from "./schedules";

/**
 * The reverse posterior q(x_{t-1}|x_t, x_0) = N(coefX0 x_0 + coefXt x_t, variance); Ho et al. 2020, equations 6 and 7.
 * Arrays of T entries, index t - 1 for the paper's step t.
 */
export interface ReversePosterior {
  /** √ᾱ_{t-1} β_t / (1 - ᾱ_t) */
  readonly coefX0: Float64Array;
  /** √α_t (1 - ᾱ_{t-1}) / (1 - ᾱ_t) */
  readonly coefXt: Float64Array;
  /** β̃_t = (1 - ᾱ_{t-1}) / (1 - ᾱ_t) β_t; 0 at the first step. */
  readonly variance: Float64Array;
}

/**
 * @throws RangeError for no betas, a beta outside [0, 1], or when the first beta is 0 (then x_1 = x_0 and nothing is
 * reversed).
 */
export function reversePosterior(betas: Float64Array): ReversePosterior {
  const bars = alphaBars(betas);
  if (betas.length === 0) throw new RangeError("reversePosterior: no betas; pass at least one.");
  if (betas[0] === 0) {
    throw new RangeError(
      "reversePosterior: betas[0]=0 makes q(x_1|x_0) a point; start with a beta above 0.",
    );
  }
  const previous = (i: number) => (i === 0 ? 1 : bars[i - 1]!);
  return {
    coefX0: betas.map((beta, i) => (Math.sqrt(previous(i)) * beta) / (1 - bars[i]!)),
    coefXt: betas.map((beta, i) => (Math.sqrt(1 - beta) * (1 - previous(i))) / (1 - bars[i]!)),
    variance: betas.map((beta, i) => ((1 - previous(i)) / (1 - bars[i]!)) * beta),
  };
}
