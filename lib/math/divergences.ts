import { klDiscrete } from "./kl";
import { integrate, type QuadratureOptions } from "./quadrature";
import { requireLength, requireProbabilities } from "./requireNumbers";

/** A log-density of one number, in nats, of integral 1 over the range; -Infinity where the density is 0. */
export type LogDensity = (x: number) => number;

export interface DivergenceOptions extends QuadratureOptions {
  /** Where to integrate. @default -Infinity to Infinity */
  readonly from?: number;
  readonly to?: number;
}

/** ∫ of a term that holds both densities. */
function integral(term: (x: number) => number, options: DivergenceOptions): number {
  const { from = -Infinity, to = Infinity, ...rest } = options;
  return integrate(term, from, to, { relative: 1e-12, absolute: 1e-15, ...rest }).value;
}

/** p log(p/q) + q - p from logarithms: at least 0, so that nearly equal densities do not cancel; q - p integrates to 0. */
function relativeTerm(logP: number, logQ: number): number {
  const [p, q, d] = [Math.exp(logP), Math.exp(logQ), logQ - logP];
  if (p === 0) return q;
  return Math.abs(d) < 0.5 ? p * (Math.expm1(d) - d) : q - p - p * d;
}

/** log of the mean of two numbers given by logarithms. */
function logMean(a: number, b: number): number {
  const [low, high] = a < b ? [a, b] : [b, a];
  return high === -Infinity ? -Infinity : high + Math.log1p(Math.exp(low - high)) - Math.LN2;
}

/**
 * KL(p || q) = ∫ p log(p/q) in nats, by quadrature. Name narrow peaks and kinks in `points`.
 * @throws RangeError when the integrand is not finite (q is 0 where p is not) or the error does not come down.
 */
export function klByQuadrature(
  logP: LogDensity,
  logQ: LogDensity,
  options: DivergenceOptions = {},
): number {
  return integral((x) => relativeTerm(logP(x), logQ(x)), options);
}

/**
 * Jensen-Shannon divergence ½ KL(p || m) + ½ KL(q || m), m = (p + q)/2, in nats: from 0 to log 2; Lin 1991.
 * @throws RangeError when the error does not come down.
 */
export function jensenShannon(
  logP: LogDensity,
  logQ: LogDensity,
  options: DivergenceOptions = {},
): number {
  return integral((x) => {
    const [p, q] = [logP(x), logQ(x)];
    const m = logMean(p, q);
    return (relativeTerm(p, m) + relativeTerm(q, m)) / 2;
  }, options);
}

/**
 * Total variation ½ ∫ |p - q|: from 0 to 1. The places where p = q are kinks; naming them in `points` speeds it up.
 * @throws RangeError when the error does not come down.
 */
export function totalVariation(
  logP: LogDensity,
  logQ: LogDensity,
  options: DivergenceOptions = {},
): number {
  const term = (x: number) => Math.abs(Math.exp(logP(x)) - Math.exp(logQ(x))) / 2;
  return integral(term, { relative: 1e-10, ...options });
}

/** Jensen-Shannon divergence of discrete distributions, nats. @throws RangeError for different lengths or sums. */
export function jensenShannonDiscrete(p: ArrayLike<number>, q: ArrayLike<number>): number {
  requireProbabilities("jensenShannonDiscrete", "p", p);
  requireProbabilities("jensenShannonDiscrete", "q", q);
  requireLength("jensenShannonDiscrete", "q", q, p.length);
  const mean = Float64Array.from(p, (value, i) => (value + q[i]!) / 2);
  return (klDiscrete(p, mean) + klDiscrete(q, mean)) / 2;
}

/** Total variation ½ Σ |p - q| of discrete distributions. @throws RangeError for different lengths or sums. */
export function totalVariationDiscrete(p: ArrayLike<number>, q: ArrayLike<number>): number {
  requireProbabilities("totalVariationDiscrete", "p", p);
  requireProbabilities("totalVariationDiscrete", "q", q);
  requireLength("totalVariationDiscrete", "q", q, p.length);
  let sum = 0;
  for (let i = 0; i < p.length; i++) sum += Math.abs(p[i]! - q[i]!);
  return sum / 2;
}
