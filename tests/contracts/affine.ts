import type { Algebra } from "../../lib/diffusion";

/**
 * A random number as an affine function of independent ones: entry 0 is the constant, entry 1 belongs to the start, entry
 * 2 + i to the noise of step i. With a network that is affine in x, sampling is exact in it, in float64.
 */
export type Affine = readonly number[];

export const affineAlgebra: Algebra<Affine> = {
  combine(terms) {
    const length = Math.max(...terms.map(([, value]) => value.length));
    return Array.from({ length }, (_, i) =>
      terms.reduce((sum, [c, value]) => sum + (c === 0 ? 0 : c * (value[i] ?? 0)), 0),
    );
  },
  clamp: () => {
    throw new Error("clipping is not affine");
  },
  scaled: () => {
    throw new Error("learned variances are not affine");
  },
};

export const startValue: Affine = [0, 1];

export const noiseValue = (step: number): Affine => [...new Array<number>(2 + step).fill(0), 1];

/** Mean and variance, the start being N(mean, variance). */
export function moments(x: Affine, start: { mean: number; variance: number }) {
  const [constant = 0, slope = 0, ...noise] = x;
  return {
    mean: constant + slope * start.mean,
    variance: slope ** 2 * start.variance + noise.reduce((sum, c) => sum + c * c, 0),
  };
}
