import { requireInteger, requireNumber } from "../core/arguments";
import type { GaussianKernel } from "./gaussianChain";
import { requireLength } from "./requireNumbers";

/** The variance-preserving SDE dx = -½ β(t) x dt + √β(t) dw on 0 <= t <= 1; Song et al. 2021 (SDE), equation 11. */
export interface VpSde {
  /** Noise rate at time t, per unit of time. */
  beta(t: number): number;
  /** ∫ β from 0 to t. */
  integral(t: number): number;
}

export interface VpSdeConfig {
  /** β(0). @default 0.1 */
  readonly betaMin?: number;
  /** β(1). @default 20 */
  readonly betaMax?: number;
}

/**
 * β(t) = betaMin + t (betaMax - betaMin), the limit of DDPM's linear schedule; Song et al. 2021 (SDE), appendix C. Their
 * defaults belong to β_1 = 1e-4, β_T = 0.02 of T = 1000 steps.
 * @throws RangeError for a negative or infinite rate, and (from the functions) for a time outside [0, 1].
 */
export function linearVpSde({ betaMin = 0.1, betaMax = 20 }: VpSdeConfig = {}): VpSde {
  requireNumber("linearVpSde", "betaMin", betaMin, 0);
  requireNumber("linearVpSde", "betaMax", betaMax, 0);
  const slope = betaMax - betaMin;
  const at =
    (f: (t: number) => number) =>
    (t: number): number => {
      requireNumber("vpSde", "t", t, 0, 1);
      return f(t);
    };
  return {
    beta: at((t) => betaMin + slope * t),
    integral: at((t) => betaMin * t + (slope * t * t) / 2),
  };
}

/**
 * p(x_t|x_s) of the SDE, 0 <= s <= t <= 1: scale e^(-B/2) and variance 1 - e^(-B) with B = ∫ β from s to t; s = 0 is the
 * marginal of Song et al. 2021 (SDE), appendix C.
 * @throws RangeError for times out of order or outside [0, 1].
 */
export function vpTransition(sde: VpSde, s: number, t: number): GaussianKernel {
  requireNumber("vpTransition", "t", t, 0, 1);
  requireNumber("vpTransition", "s", s, 0, t);
  const exponent = sde.integral(t) - sde.integral(s);
  return { scale: Math.exp(-exponent / 2), variance: -Math.expm1(-exponent) };
}

/**
 * β_1, ..., β_T of the chain that visits the SDE at t = 0, 1/T, ..., 1:
 * - "exact": 1 - exp(-∫ β over the step), whose chain has the SDE's marginals to all digits;
 * - "euler": β(i/T)/T, of the chain √(1 - β_i) x + √β_i z that Song et al. 2021 (SDE), appendix B, start from; the marginals
 *   agree as T → ∞, with an error of order 1/T.
 * @throws RangeError for T below 1, or an Euler step too long for its β (a β_i above 1).
 */
export function vpBetas(sde: VpSde, T: number, kind: "exact" | "euler" = "exact"): Float64Array {
  requireInteger("vpBetas", "T", T, 1);
  if (kind !== "exact" && kind !== "euler") {
    throw new RangeError(`vpBetas: no kind '${String(kind)}'; pass "exact" or "euler".`);
  }
  return Float64Array.from({ length: T }, (_, i) => {
    const [from, to] = [i / T, (i + 1) / T];
    if (kind === "exact") return vpTransition(sde, from, to).variance;
    const beta = sde.beta(to) / T;
    if (beta <= 1) return beta;
    throw new RangeError(`vpBetas: beta(${to})/${T}=${beta} is above 1; take more steps.`);
  });
}

/** A vector field that changes with time: x [D] and t → [D]. */
export type VectorField = (x: Float64Array, t: number) => Float64Array;

/** f(x, t) = -½ β(t) x, [D]. */
export const vpDrift =
  (sde: VpSde): VectorField =>
  (x, t) => {
    const rate = sde.beta(t) / 2;
    return x.map((value) => -rate * value);
  };

/** g(t) = √β(t), in front of dw. */
export const vpDiffusion =
  (sde: VpSde): ((t: number) => number) =>
  (t) =>
    Math.sqrt(sde.beta(t));

/** f - share · g² score */
function driftWithScore(where: string, sde: VpSde, score: VectorField, share: number): VectorField {
  const drift = vpDrift(sde);
  return (x, t) => {
    const [f, gradient] = [drift(x, t), score(x, t)];
    requireLength(where, "score", gradient, x.length);
    const weight = share * sde.beta(t);
    return f.map((value, i) => value - weight * gradient[i]!);
  };
}

/**
 * The drift of the SDE that runs the same marginals backwards in time, f - g² ∇ log p_t, with the same diffusion; Anderson
 * 1982; Song et al. 2021 (SDE), equation 6.
 * @param score ∇ log p_t(x) of the marginals. @throws RangeError (from the function) for a score of another length.
 */
export const reverseSdeDrift = (sde: VpSde, score: VectorField): VectorField =>
  driftWithScore("reverseSdeDrift", sde, score, 1);

/**
 * The probability-flow ODE dx/dt = f - ½ g² ∇ log p_t, which has the SDE's marginals without any noise; Song et al. 2021
 * (SDE), equation 13. @throws as `reverseSdeDrift`.
 */
export const probabilityFlow = (sde: VpSde, score: VectorField): VectorField =>
  driftWithScore("probabilityFlow", sde, score, 0.5);
