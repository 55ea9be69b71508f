import { requireNumber } from "../core/arguments";
import type { Gaussian } from "./gaussianChain";

/** Variance of x_t = √ᾱ x_0 + √(1 - ᾱ) ε. */
const varianceAt = (alphaBar: number, variance: number) => alphaBar * variance + (1 - alphaBar);

function requireArguments(where: string, alphaBars: readonly number[], data: Gaussian): void {
  alphaBars.forEach((bar) => requireNumber(where, "alphaBar", bar, 0, 1));
  requireNumber(where, "mean", data.mean);
  requireNumber(where, "variance", data.variance, 0);
  if (data.variance > 0 || !alphaBars.includes(1)) return;
  throw new RangeError(
    `${where}: alphaBar=1 and variance=0 leave no noise at all; pass a variance above 0 or an alphaBar below 1.`,
  );
}

/**
 * What the best network answers where the data are N(mean, variance): E[ε|x_t] = s (x_t - a m)/(a² v + s²) with a² = ᾱ and
 * s² = 1 - ᾱ.
 * @throws RangeError for an alphaBar outside [0, 1], a negative variance, or no randomness at all.
 */
export function gaussianNoise(x: number, alphaBar: number, data: Gaussian): number {
  requireArguments("gaussianNoise", [alphaBar], data);
  const { mean, variance } = data;
  const [a, s] = [Math.sqrt(alphaBar), Math.sqrt(1 - alphaBar)];
  return (s * (x - a * mean)) / varianceAt(alphaBar, variance);
}

/**
 * Where the probability-flow ODE d(x/a)/d(s/a) = E[ε|x] leads from x at ᾱ to `next`, where the data are N(mean, variance):
 * the distance from the mean a m stays the same in standard deviations √(a² v + s²); Song et al. 2021 (DDIM), equation 14,
 * solved.
 * @throws RangeError as `gaussianNoise`.
 */
export function gaussianFlow(x: number, alphaBar: number, next: number, data: Gaussian): number {
  requireArguments("gaussianFlow", [alphaBar, next], data);
  const { mean, variance } = data;
  const stretch = Math.sqrt(varianceAt(next, variance) / varianceAt(alphaBar, variance));
  return Math.sqrt(next) * mean + stretch * (x - Math.sqrt(alphaBar) * mean);
}
