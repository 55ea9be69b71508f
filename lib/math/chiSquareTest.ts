import { requireInteger, requireNumber } from "../core/arguments";
import { gammaQ } from "./gamma";
import { requireLength, requireNumbers, requirePositive } from "./requireNumbers";
import type { TestResult } from "./zTest";

/** Probability that χ² with so many degrees of freedom exceeds x. @throws RangeError unless freedom > 0 and x >= 0. */
export function chiSquareTail(x: number, freedom: number): number {
  requireNumber("chiSquareTail", "x", x, 0);
  requirePositive("chiSquareTail", "freedom", freedom);
  return gammaQ(freedom / 2, x / 2);
}

/**
 * Pearson's test of counts against expected counts, Σ (count - expected)²/expected. The p-value is that of the limit of
 * large counts: expected counts of 5 and more.
 * @param fitted parameters that were estimated from the counts; each costs a degree of freedom. @default 0
 * @throws RangeError for different lengths, fewer than two bins, a negative count, an expected count that is not above 0,
 *   or sums that differ by more than 1e-6 of them.
 */
export function chiSquareTest(
  counts: ArrayLike<number>,
  expected: ArrayLike<number>,
  fitted = 0,
): TestResult {
  requireNumbers("chiSquareTest", "counts", counts, 0);
  requireNumbers("chiSquareTest", "expected", expected);
  requireLength("chiSquareTest", "expected", expected, counts.length);
  requireInteger("chiSquareTest", "fitted", fitted, 0);
  const freedom = counts.length - 1 - fitted;
  if (freedom < 1) {
    throw new RangeError(
      `chiSquareTest: ${counts.length} bins and ${fitted} fitted parameters leave no freedom; use more bins.`,
    );
  }
  let [statistic, total, wanted] = [0, 0, 0];
  for (let i = 0; i < counts.length; i++) {
    requirePositive("chiSquareTest", `expected[${i}]`, expected[i]!);
    statistic += (counts[i]! - expected[i]!) ** 2 / expected[i]!;
    total += counts[i]!;
    wanted += expected[i]!;
  }
  if (Math.abs(total - wanted) > 1e-6 * wanted) {
    throw new RangeError(
      `chiSquareTest: counts sum to ${total} and expected to ${wanted}; scale expected to the counts' sum.`,
    );
  }
  return { statistic, pValue: chiSquareTail(statistic, freedom) };
}
