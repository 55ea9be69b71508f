import { requireNumber } from "../core/arguments";
import { twoSidedTail } from "./normal";
import { requirePositive } from "./requireNumbers";

/** What a test says. */
export interface TestResult {
  /** The test's own measure: z, χ², or D. */
  readonly statistic: number;
  /** Probability of one at least as extreme when the claim is true. */
  readonly pValue: number;
}

/**
 * Two-sided z-test of an estimate whose standard error is known: z = (estimate - expected)/standardError,
 * p = erfc(|z|/√2).
 * @throws RangeError unless the standard error is above 0 and all numbers are finite.
 */
export function zTest(estimate: number, expected: number, standardError: number): TestResult {
  requireNumber("zTest", "estimate", estimate);
  requireNumber("zTest", "expected", expected);
  requirePositive("zTest", "standardError", standardError);
  const statistic = (estimate - expected) / standardError;
  return { statistic, pValue: twoSidedTail(statistic) };
}
