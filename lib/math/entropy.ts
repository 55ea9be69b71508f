import { requireNumber } from "../core/arguments";
import { cholesky } from "./cholesky";
import type { DiagonalGaussian } from "./kl";
import { klDiagonal } from "./kl";
import type { Matrix } from "./matrices";
import {
  requireLength,
  requireNumbers,
  requireProbabilities,
  requirePositive,
} from "./requireNumbers";

const LOG_TWO_PI_E = Math.log(2 * Math.PI) + 1;

/** Differential entropy ½ log(2πe v) of a normal distribution, nats; Cover & Thomas 2006, theorem 8.4.1. */
export function normalEntropy(variance: number): number {
  requirePositive("normalEntropy", "variance", variance);
  return (LOG_TWO_PI_E + Math.log(variance)) / 2;
}

/** Differential entropy of independent normal distributions, nats per example. @throws RangeError for a variance of 0. */
export function diagonalEntropy(variance: ArrayLike<number>): number {
  requireNumbers("diagonalEntropy", "variance", variance, 0);
  let sum = 0;
  for (let i = 0; i < variance.length; i++) sum += normalEntropy(variance[i]!);
  return sum;
}

/** Differential entropy of a Gaussian with the covariance [D,D], nats per example. @throws RangeError as `cholesky`. */
export function gaussianEntropy(covariance: Matrix): number {
  return (cholesky(covariance).logDet + covariance.length * LOG_TWO_PI_E) / 2;
}

/**
 * Cross-entropy -E_p[log q] of two normal distributions, nats: ½ (log(2π v2) + (v1 + (m1 - m2)²)/v2). v1 may be 0.
 * @throws RangeError for a negative v1 or a v2 that is not above 0.
 */
export function normalCrossEntropy(
  mean1: number,
  variance1: number,
  mean2 = 0,
  variance2 = 1,
): number {
  requireNumber("normalCrossEntropy", "mean1", mean1);
  requireNumber("normalCrossEntropy", "mean2", mean2);
  requireNumber("normalCrossEntropy", "variance1", variance1, 0);
  requirePositive("normalCrossEntropy", "variance2", variance2);
  const spread = (variance1 + (mean1 - mean2) ** 2) / variance2;
  return (Math.log(2 * Math.PI) + Math.log(variance2) + spread) / 2;
}

/** Cross-entropy of Gaussians with diagonal covariance, nats per example: entropy plus KL. @throws as `klDiagonal`. */
export function diagonalCrossEntropy(p: DiagonalGaussian, q: DiagonalGaussian): number {
  return diagonalEntropy(p.variance) + klDiagonal(p, q);
}

/** Entropy -Σ p log p of a discrete distribution, nats. @throws RangeError unless p are probabilities of sum 1. */
export function discreteEntropy(p: ArrayLike<number>): number {
  requireProbabilities("discreteEntropy", "p", p);
  let sum = 0;
  for (let i = 0; i < p.length; i++) if (p[i]! > 0) sum -= p[i]! * Math.log(p[i]!);
  return sum;
}

/** Cross-entropy -Σ p log q of discrete distributions, nats; Infinity where q is 0 and p is not. @throws as above. */
export function discreteCrossEntropy(p: ArrayLike<number>, q: ArrayLike<number>): number {
  requireProbabilities("discreteCrossEntropy", "p", p);
  requireProbabilities("discreteCrossEntropy", "q", q);
  requireLength("discreteCrossEntropy", "q", q, p.length);
  let sum = 0;
  for (let i = 0; i < p.length; i++) if (p[i]! > 0) sum -= p[i]! * Math.log(q[i]!);
  return sum;
}
