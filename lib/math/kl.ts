import { requireNumber } from "../core/arguments";
import { cholesky } from "./cholesky";
import { ratioExcess } from "./log1pMinus";
import type { Matrix } from "./matrices";
import {
  requireLength,
  requireNumbers,
  requireProbabilities,
  requirePositive,
} from "./requireNumbers";

/** Means and variances of independent Gaussians, [D] each. */
export interface DiagonalGaussian {
  readonly mean: ArrayLike<number>;
  readonly variance: ArrayLike<number>;
}

/** Mean [D] and covariance [D,D]. */
export interface FullGaussian {
  readonly mean: ArrayLike<number>;
  readonly covariance: Matrix;
}

/**
 * KL(N(m1, v1) || N(m2, v2)) = ½ (v1/v2 - 1 - log(v1/v2) + (m1 - m2)²/v2) in nats, without cancellation when the
 * variances are nearly equal. Kingma & Welling 2014, appendix B, for m2 = 0 and v2 = 1.
 * @throws RangeError unless both variances are above 0 and all numbers are finite.
 */
export function klNormal(mean1: number, variance1: number, mean2 = 0, variance2 = 1): number {
  requireNumber("klNormal", "mean1", mean1);
  requireNumber("klNormal", "mean2", mean2);
  requirePositive("klNormal", "variance1", variance1);
  requirePositive("klNormal", "variance2", variance2);
  return ((mean1 - mean2) ** 2 / variance2 + ratioExcess(variance1, variance2)) / 2;
}

/** KL between independent Gaussians, one per dimension in nats, [D]. @throws RangeError as `klNormal`, or for lengths. */
export function klDiagonalPerDim(p: DiagonalGaussian, q: DiagonalGaussian): Float64Array {
  requireNumbers("klDiagonal", "p.mean", p.mean);
  requireLength("klDiagonal", "p.variance", p.variance, p.mean.length);
  requireLength("klDiagonal", "q.mean", q.mean, p.mean.length);
  requireLength("klDiagonal", "q.variance", q.variance, p.mean.length);
  return Float64Array.from(p.mean, (m, i) =>
    klNormal(m, p.variance[i]!, q.mean[i]!, q.variance[i]!),
  );
}

/** KL(p || q) between Gaussians of diagonal covariance, nats per example. @throws RangeError as `klDiagonalPerDim`. */
export function klDiagonal(p: DiagonalGaussian, q: DiagonalGaussian): number {
  return klDiagonalPerDim(p, q).reduce((sum, kl) => sum + kl, 0);
}

/**
 * KL(p || q) between Gaussians of full covariance, nats per example:
 * ½ (tr(Σ_q⁻¹ Σ_p) - D - log det Σ_p + log det Σ_q + Δᵀ Σ_q⁻¹ Δ), by Cholesky's decompositions.
 * @throws RangeError for shapes that differ or covariances that are not positive definite.
 */
export function klFull(p: FullGaussian, q: FullGaussian): number {
  const D = p.mean.length;
  requireNumbers("klFull", "p.mean", p.mean);
  requireNumbers("klFull", "q.mean", q.mean);
  requireLength("klFull", "q.mean", q.mean, D);
  requireLength("klFull", "p.covariance", p.covariance, D);
  requireLength("klFull", "q.covariance", q.covariance, D);
  const [factorP, factorQ] = [cholesky(p.covariance), cholesky(q.covariance)];
  // tr(Σ_q⁻¹ Σ_p) = |L_q⁻¹ L_p|², column by column
  let trace = 0;
  for (let j = 0; j < D; j++) {
    const column = factorQ.whiten(factorP.lower.map((row) => row[j]!));
    trace += column.reduce((sum, value) => sum + value * value, 0);
  }
  const offset = factorQ.whiten(Float64Array.from(p.mean, (m, i) => m - q.mean[i]!));
  const square = offset.reduce((sum, value) => sum + value * value, 0);
  return (trace - D - factorP.logDet + factorQ.logDet + square) / 2;
}

/**
 * KL(p || q) = Σ p log(p/q) of two discrete distributions, in nats; Infinity where q is 0 and p is not.
 * @throws RangeError for different lengths or probabilities that do not sum to 1.
 */
export function klDiscrete(p: ArrayLike<number>, q: ArrayLike<number>): number {
  requireProbabilities("klDiscrete", "p", p);
  requireProbabilities("klDiscrete", "q", q);
  requireLength("klDiscrete", "q", q, p.length);
  let sum = 0;
  for (let i = 0; i < p.length; i++) {
    // p log(p/q) + q - p, at least 0 term by term; what is added sums to 0
    sum += p[i] === 0 ? q[i]! : p[i]! * ratioExcess(q[i]!, p[i]!);
  }
  return sum;
}
