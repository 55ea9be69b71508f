import { requireInteger } from "../../core/arguments";
import { klDiscrete } from "../../math";

/** How the codes of a codebook are used. */
export interface CodeUsage {
  /** How often each code occurs, [K]. */
  readonly counts: Float64Array;
  /** Codes that occur at all. */
  readonly used: number;
  /** e to the entropy of the shares: K for even use, 1 when one code has all; van den Oord et al. 2017, section 4. */
  readonly perplexity: number;
}

/** @param codes numbers 0, ..., K - 1. @throws RangeError for no codes, or one outside. */
export function codeUsage(codes: ArrayLike<number>, K: number): CodeUsage {
  requireInteger("codeUsage", "number of codes", codes.length, 1);
  const counts = new Float64Array(K);
  for (let i = 0; i < codes.length; i++) {
    requireInteger("codeUsage", `codes[${i}]`, codes[i]!, 0, K - 1);
    counts[codes[i]!]!++;
  }
  const shares = counts.map((count) => count / codes.length);
  return {
    counts,
    used: counts.filter((count) => count > 0).length,
    perplexity:
      K *
      Math.exp(
        -klDiscrete(
          shares,
          shares.map(() => 1 / K),
        ),
      ),
  };
}
