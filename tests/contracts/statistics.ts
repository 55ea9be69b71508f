/**
 * Statistics for tests of random numbers. All tests use fixed keys, so they never flicker; the false-alarm rate says how
 * likely a correct generator would have failed with a key drawn at random.
 */

/** Largest distance between the empirical and the given distribution function, times √n. Kolmogorov-Smirnov. */
export function kolmogorov(sample: ArrayLike<number>, cdf: (x: number) => number): number {
  const sorted = Float64Array.from(sample).sort();
  const n = sorted.length;
  let distance = 0;
  sorted.forEach((x, i) => {
    const p = cdf(x);
    distance = Math.max(distance, p - i / n, (i + 1) / n - p);
  });
  return distance * Math.sqrt(n);
}

/** Exceeded by `kolmogorov` with probability 1e-4: 2 exp(-2 x²) = 1e-4. */
export const KOLMOGOROV_LIMIT = Math.sqrt(Math.log(2 / 1e-4) / 2);

/** (chi-square - degrees of freedom) / √(2 degrees of freedom) of counts that should all be equal. */
export function chiSquareScore(counts: ArrayLike<number>): number {
  const bins = Array.from(counts);
  const expected = bins.reduce((a, b) => a + b, 0) / bins.length;
  const chiSquare = bins.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  const freedom = bins.length - 1;
  return (chiSquare - freedom) / Math.sqrt(2 * freedom);
}

export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

/** √n times the sample correlation: standard normal for independent samples. */
export function correlationScore(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [meanA, meanB] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i]! - meanA, b[i]! - meanB];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return (Math.sqrt(a.length) * ab) / Math.sqrt(aa * bb);
}

/** Standard normal distribution function (Abramowitz & Stegun 7.1.26, error below 1.5e-7). */
export function normalCdf(x: number): number {
  const z = Math.abs(x) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * z);
  const poly =
    t *
    (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const tail = (poly * Math.exp(-z * z)) / 2;
  return x > 0 ? 1 - tail : tail;
}
