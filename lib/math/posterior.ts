import { requireInteger } from "../core/arguments";
import { alphaBars, noiseVariances } from "./alphaBars";
import { requireLength, requireNumbers } from "./requireNumbers";

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
 * Relative errors are below 1e-12 for a thousand steps: 1 - ᾱ comes from `noiseVariances`, not from a subtraction.
 * @throws RangeError for no betas, a beta outside [0, 1], or when the first beta is 0 (then x_1 = x_0 and nothing is
 * reversed).
 */
export function reversePosterior(betas: Float64Array): ReversePosterior {
  requireReversible("reversePosterior", betas);
  const bars = alphaBars(betas);
  const noise = noiseVariances(betas);
  const barBefore = (i: number) => (i === 0 ? 1 : bars[i - 1]!);
  const noiseBefore = (i: number) => (i === 0 ? 0 : noise[i - 1]!);
  return {
    coefX0: betas.map((beta, i) => (Math.sqrt(barBefore(i)) * beta) / noise[i]!),
    coefXt: betas.map((beta, i) => (Math.sqrt(1 - beta) * noiseBefore(i)) / noise[i]!),
    variance: betas.map((beta, i) => (noiseBefore(i) / noise[i]!) * beta),
  };
}

function requireReversible(where: string, betas: ArrayLike<number>): void {
  requireNumbers(where, "betas", betas, 0, 1);
  if (betas[0] !== 0) return;
  throw new RangeError(`${where}: betas[0]=0 makes q(x_1|x_0) a point; start with a beta above 0.`);
}

/** The mean of q(x_{t-1}|x_t, x_0), [D], t = 1, ..., T. @throws RangeError for another t or different lengths. */
export function posteriorMean(
  posterior: ReversePosterior,
  t: number,
  x0: ArrayLike<number>,
  xt: ArrayLike<number>,
): Float64Array {
  requireInteger("posteriorMean", "t", t, 1, posterior.variance.length);
  requireNumbers("posteriorMean", "x0", x0);
  requireNumbers("posteriorMean", "xt", xt);
  requireLength("posteriorMean", "xt", xt, x0.length);
  const [a, b] = [posterior.coefX0[t - 1]!, posterior.coefXt[t - 1]!];
  return Float64Array.from(x0, (x, i) => a * x + b * xt[i]!);
}

/** The reverse mean in terms of the noise, coefXt (x_t - coefEpsilon ε). Arrays of T entries, index t - 1 for step t. */
export interface EpsilonForm {
  /** 1 / √α_t */
  readonly coefXt: Float64Array;
  /** β_t / √(1 - ᾱ_t) */
  readonly coefEpsilon: Float64Array;
}

/**
 * The mean of `reversePosterior` with x_0 = (x_t - √(1 - ᾱ_t) ε)/√ᾱ_t put in: (x_t - β_t/√(1 - ᾱ_t) ε)/√α_t;
 * Ho et al. 2020, equation 11.
 * @throws RangeError as `reversePosterior`, and for a beta of 1, after which x_t holds nothing of x_0.
 */
export function epsilonForm(betas: Float64Array): EpsilonForm {
  requireReversible("epsilonForm", betas);
  const last = betas.indexOf(1);
  if (last >= 0) {
    throw new RangeError(
      `epsilonForm: betas[${last}]=1 leaves nothing of x_0 in x_t; use the mean of reversePosterior there.`,
    );
  }
  const noise = noiseVariances(betas);
  return {
    coefXt: betas.map((beta) => 1 / Math.sqrt(1 - beta)),
    coefEpsilon: betas.map((beta, i) => beta / Math.sqrt(noise[i]!)),
  };
}
