import { requireInteger, requireNumber } from "../../core/arguments";
import { equallySpaced } from "./linear";
import { requirePositive } from "../requireNumbers";

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

export interface SigmoidScheduleOptions {
  /** Lowest β, at the left end of the sigmoid. @default 1e-4 */
  readonly betaStart?: number;
  /** Highest β, at the right end. @default 0.02 */
  readonly betaEnd?: number;
  /** The sigmoid is taken from -range to range. @default 6 */
  readonly range?: number;
}

/**
 * β = betaStart + (betaEnd - betaStart) sigmoid(u), u equally spaced from -range to range, [T]: `sigmoid` of diffusers
 * and of ermongroup/ddim. The ends are approached, not reached: sigmoid(-6) = 0.0025.
 * @throws RangeError unless T is a positive integer, both ends are in [0, 1], and range is at least 0.
 */
export function sigmoidBetas(T: number, options: SigmoidScheduleOptions = {}): Float64Array {
  const { betaStart = 1e-4, betaEnd = 0.02, range = 6 } = options;
  requireInteger("sigmoidBetas", "T", T, 1);
  requireNumber("sigmoidBetas", "betaStart", betaStart, 0, 1);
  requireNumber("sigmoidBetas", "betaEnd", betaEnd, 0, 1);
  requireNumber("sigmoidBetas", "range", range, 0);
  return equallySpaced(T, -range, range).map((u) => betaStart + (betaEnd - betaStart) * sigmoid(u));
}

export interface SigmoidAlphaBarOptions {
  /** @default -3 */
  readonly start?: number;
  /** @default 3 */
  readonly end?: number;
  /** Temperature τ. @default 1 */
  readonly tau?: number;
  /** Upper limit of a beta. @default 0.999 */
  readonly maxBeta?: number;
}

/**
 * Betas of the schedule whose *ᾱ* is a sigmoid, [T]: with h(u) = sigmoid((start + (end - start) u)/τ),
 * ᾱ_t = (h(1) - h(t/T)) / (h(1) - h(0)); Jabri et al. 2022, algorithm 2, and `sigmoid` of lucidrains'
 * denoising-diffusion-pytorch.
 * @throws RangeError unless T is a positive integer, start < end, tau > 0, and maxBeta is in [0, 1].
 */
export function sigmoidAlphaBarBetas(
  T: number,
  options: SigmoidAlphaBarOptions = {},
): Float64Array {
  const { start = -3, end = 3, tau = 1, maxBeta = 0.999 } = options;
  requireInteger("sigmoidAlphaBarBetas", "T", T, 1);
  requireNumber("sigmoidAlphaBarBetas", "start", start);
  requireNumber("sigmoidAlphaBarBetas", "end", end);
  if (!(start < end)) {
    throw new RangeError(
      `sigmoidAlphaBarBetas: start=${start} is not below end=${end}; ᾱ would rise.`,
    );
  }
  requirePositive("sigmoidAlphaBarBetas", "tau", tau);
  requireNumber("sigmoidAlphaBarBetas", "maxBeta", maxBeta, 0, 1);
  // h(1) - h(u) = sinh((b - a)/2) / (2 cosh(a/2) cosh(b/2)), a and b the arguments of h.
  const last = end / tau;
  const at = (u: number) => (start + (end - start) * u) / tau;
  const fall = (a: number, b: number) =>
    Math.sinh((b - a) / 2) / (2 * Math.cosh(a / 2) * Math.cosh(b / 2));
  return Float64Array.from({ length: T }, (_, i) =>
    Math.min(fall(at(i / T), at((i + 1) / T)) / fall(at(i / T), last), maxBeta),
  );
}
