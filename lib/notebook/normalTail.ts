/**
 * Probability that a standard normal variable is farther than |z| from 0, on either side:
 * erfc(|z| / sqrt 2), by the rational approximation of Press et al., Numerical Recipes (1992),
 * section 6.2, with a relative error below 1.2e-7.
 */
export function twoSidedTail(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + x / 2);
  const coefficients = [
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398,
    1.48851587, -0.82215223, 0.17087277,
  ];
  const polynomial = coefficients.reduceRight((sum, coefficient) => sum * t + coefficient, 0);
  return t * Math.exp(-x * x + polynomial);
}
