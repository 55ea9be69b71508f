import { requireNumber } from "../core/arguments";
import { requireNumbers } from "./requireNumbers";

/** α_t = 1 - β_t, [T]; Ho et al. 2020, below equation 3. @throws RangeError for a beta outside [0, 1]. */
export function alphas(betas: Float64Array): Float64Array {
  return betas.map((beta, i) => {
    requireNumber("alphas", `betas[${i}]`, beta, 0, 1);
    return 1 - beta;
  });
}

/** ᾱ_t = Π_{s≤t} (1 - β_s), [T]; Ho et al. 2020, below equation 3. @throws RangeError for a beta outside [0, 1]. */
export function alphaBars(betas: Float64Array): Float64Array {
  let product = 1;
  return betas.map((beta, i) => {
    requireNumber("alphaBars", `betas[${i}]`, beta, 0, 1);
    return (product *= 1 - beta);
  });
}

/**
 * 1 - ᾱ_t, the variance of q(x_t|x_0), [T], from the chain itself: v_t = (1 - β_t) v_{t-1} + β_t. Nothing is
 * subtracted, so that small values keep all their digits, where 1 - alphaBars(betas)[0] loses four of sixteen.
 * @throws RangeError for a beta outside [0, 1].
 */
export function noiseVariances(betas: Float64Array): Float64Array {
  let variance = 0;
  return betas.map((beta, i) => {
    requireNumber("noiseVariances", `betas[${i}]`, beta, 0, 1);
    return (variance = (1 - beta) * variance + beta);
  });
}

/**
 * The betas of given ᾱ, [T]: β_t = 1 - ᾱ_t / ᾱ_{t-1}, at most maxBeta. After an ᾱ of 0 nothing is left to noise.
 * @param maxBeta upper limit of a beta; Nichol & Dhariwal 2021 take 0.999. @default 1
 * @throws RangeError for no ᾱ, one outside [0, 1], one that rises, or any after one of 0.
 */
export function betasOfAlphaBars(bars: ArrayLike<number>, maxBeta = 1): Float64Array {
  requireNumbers("betasOfAlphaBars", "alphaBars", bars, 0, 1);
  requireNumber("betasOfAlphaBars", "maxBeta", maxBeta, 0, 1);
  let previous = 1;
  return Float64Array.from(bars, (bar, i) => {
    if (bar > previous || previous === 0) {
      throw new RangeError(
        `betasOfAlphaBars: alphaBars[${i}]=${bar} after ${previous}; they must fall, and end at a 0.`,
      );
    }
    const beta = Math.min(1 - bar / previous, maxBeta);
    previous = bar;
    return beta;
  });
}
