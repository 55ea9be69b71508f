import { requireInteger } from "../core/arguments";
import { requireNumbers } from "./requireNumbers";

/** A mean, and how far it may be off. */
export interface Estimate {
  readonly estimate: number;
  /** Standard deviation of the estimate, from the draws. */
  readonly standardError: number;
}

function requireSample(where: string, values: ArrayLike<number>, least: number): void {
  requireNumbers(where, "values", values);
  if (values.length >= least) return;
  throw new RangeError(`${where}: ${values.length} value; a spread needs at least ${least}.`);
}

/** Arithmetic mean. @throws RangeError for no values, NaN or Infinity. */
export function sampleMean(values: ArrayLike<number>): number {
  requireNumbers("sampleMean", "values", values);
  return average(values, (x) => x);
}

/** Unbiased variance (over n - 1). @throws RangeError for fewer than two values. */
export function sampleVariance(values: ArrayLike<number>): number {
  requireSample("sampleVariance", values, 2);
  const [n, mean] = [values.length, sampleMean(values)];
  return (average(values, (x) => (x - mean) ** 2) * n) / (n - 1);
}

function average(values: ArrayLike<number>, f: (x: number) => number): number {
  let [sum, lost] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const term = f(values[i]!) - lost; // Kahan: what was rounded away comes back with the next
    const next = sum + term;
    lost = next - sum - term;
    sum = next;
  }
  return sum / values.length;
}

/** The mean of independent draws and its standard error s/√n. @throws RangeError for fewer than two. */
export function meanEstimate(values: ArrayLike<number>): Estimate {
  const standardError = Math.sqrt(sampleVariance(values) / values.length);
  return { estimate: sampleMean(values), standardError };
}

/**
 * The variance of independent draws and its standard error √((m4 - s⁴)/n), m4 the fourth central moment, whatever their
 * distribution; s² √(2/n) for normal ones.
 * @throws RangeError for fewer than two draws.
 */
export function varianceEstimate(values: ArrayLike<number>): Estimate {
  const estimate = sampleVariance(values);
  const mean = sampleMean(values);
  const fourth = average(values, (x) => (x - mean) ** 4);
  const excess = Math.max(0, fourth - estimate ** 2);
  return { estimate, standardError: Math.sqrt(excess / values.length) };
}

/**
 * Unbiased covariance [D,D] of points given one after another, [n · D].
 * @throws RangeError for fewer than two points or a length that D does not divide.
 */
export function sampleCovariance(points: ArrayLike<number>, D: number): number[][] {
  requireInteger("sampleCovariance", "D", D, 1);
  requireNumbers("sampleCovariance", "points", points);
  const n = points.length / D;
  if (!Number.isInteger(n) || n < 2) {
    throw new RangeError(
      `sampleCovariance: ${points.length} numbers are not 2 or more points of ${D}; pass D for each.`,
    );
  }
  const column = (i: number) => Float64Array.from({ length: n }, (_, k) => points[k * D + i]!);
  const offsets = Array.from({ length: D }, (_, i) => {
    const values = column(i);
    const mean = sampleMean(values);
    return values.map((x) => x - mean);
  });
  return offsets.map((a) =>
    offsets.map((b) => a.reduce((sum, x, k) => sum + x * b[k]!, 0) / (n - 1)),
  );
}
