import { integrate, type DivergenceOptions, type LogDensity } from "../math";

/** A discriminator by its logit, log D - log(1 - D): D(x) = σ(logit(x)), the probability that x is real. */
export type Logit = (x: number) => number;

/** log σ(x), without overflow. */
const logSigmoid = (x: number): number => Math.min(x, 0) - Math.log1p(Math.exp(-Math.abs(x)));

/** weight · log, where 0 · -Infinity is 0. */
const weighted = (weight: number, log: number): number => (weight === 0 ? 0 : weight * log);

/**
 * The best discriminator of data of density p from samples of density q, D* = p/(p + q): its logit is log p - log q;
 * Goodfellow et al. 2014, proposition 1. Where both densities are 0 it is 0: nothing is asked of it there.
 */
export const optimalLogit =
  (logP: LogDensity, logQ: LogDensity): Logit =>
  (x) => {
    const [p, q] = [logP(x), logQ(x)];
    return p === q ? 0 : p - q;
  };

/**
 * V(D, G) = E_p[log D] + E_q[log(1 - D)] in nats, by quadrature; Goodfellow et al. 2014, equation 1. At most 0; that of
 * `optimalLogit` is the largest, 2 JSD(p, q) - log 4 (their theorem 1).
 * @throws RangeError when the error does not come down, or D is certain (a logit of ±Infinity) and wrong.
 */
export function gameValue(
  logP: LogDensity,
  logQ: LogDensity,
  logit: Logit,
  options: DivergenceOptions = {},
): number {
  const { from = -Infinity, to = Infinity, ...rest } = options;
  const term = (x: number) => {
    const l = logit(x);
    return weighted(Math.exp(logP(x)), logSigmoid(l)) + weighted(Math.exp(logQ(x)), logSigmoid(-l));
  };
  return integrate(term, from, to, { relative: 1e-12, absolute: 1e-15, ...rest }).value;
}
