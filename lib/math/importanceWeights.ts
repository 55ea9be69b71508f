import { logSumExp } from "./logSumExp";
import type { Estimate } from "./moments";
import { requireLength, requireNumbers } from "./requireNumbers";

/** Weights of sum 1 from their logarithms, [n]. @throws RangeError for none, NaN, or when all are 0. */
export function normalisedWeights(logWeights: ArrayLike<number>): Float64Array {
  const total = logSumExp(logWeights);
  if (total === -Infinity) {
    throw new RangeError("normalisedWeights: every weight is 0; draw from a wider proposal.");
  }
  const weights = new Float64Array(logWeights.length);
  for (let i = 0; i < weights.length; i++) weights[i] = Math.exp(logWeights[i]! - total);
  return weights;
}

/** Kish's effective sample size 1/Σ w² of weights of sum 1: n when all are equal, 1 when one has all. */
export function effectiveSampleSize(logWeights: ArrayLike<number>): number {
  const weights = normalisedWeights(logWeights);
  return 1 / weights.reduce((sum, w) => sum + w * w, 0);
}

/**
 * Self-normalised importance estimate Σ w f / Σ w and its standard error √Σ w² (f - estimate)²; Owen 2013, equation 9.9.
 * @throws RangeError for different lengths, no draws, or values that are not finite.
 */
export function weightedMean(values: ArrayLike<number>, logWeights: ArrayLike<number>): Estimate {
  requireNumbers("weightedMean", "values", values);
  requireLength("weightedMean", "logWeights", logWeights, values.length);
  const weights = normalisedWeights(logWeights);
  const estimate = weights.reduce((sum, w, i) => sum + w * values[i]!, 0);
  const square = weights.reduce((sum, w, i) => sum + (w * (values[i]! - estimate)) ** 2, 0);
  return { estimate, standardError: Math.sqrt(square) };
}
