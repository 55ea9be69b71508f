import { requireInteger } from "../core/arguments";
import type { NdArray } from "../core/ndarray";
import type { Rng } from "../core/rng";
import { sampleMean, sampleVariance, type Estimate } from "../math";
import { requireFeaturePair, selectRows } from "./features";
import { kernelSums, LEAST_SAMPLES, mmdEstimate, mmdParts, type Kernel } from "./kernelSums";

/** (xᵀy/D + 1)³, Bińkowski et al. 2018. */
function cubicKernel(D: number): Kernel {
  return (inner) => {
    const base = inner / D + 1;
    return base * base * base;
  };
}

/**
 * Kernel Inception Distance of whole sets: the unbiased MMD² with the kernel (xᵀy/D + 1)³, Bińkowski et al. 2018. Right
 * on average for any number of samples, so it may be negative; the standard error is the jackknife's.
 * Time grows as (m + n)² D: 2,000 against 2,000 is quick, for 10,000 rather use `kidOfSubsets`.
 * @param reference [m,D] @param samples [n,D]
 * @throws RangeError for fewer than three samples, different dimensions, NaN or Infinity.
 */
export function kid(reference: NdArray, samples: NdArray): Estimate {
  const { D } = requireFeaturePair(
    "kid",
    ["reference", reference],
    ["samples", samples],
    LEAST_SAMPLES,
  );
  return mmdEstimate(kernelSums(reference, samples, cubicKernel(D)));
}

export interface KidOfSubsetsOptions {
  readonly rng: Rng;
  /** @default 100 */
  readonly subsets?: number;
  /** Samples in each subset, of either set. @default 1000 */
  readonly subsetSize?: number;
}

export interface KidOfSubsets extends Estimate {
  /** Standard deviation over the subsets: what libraries print behind ±. It is no standard error of the estimate. */
  readonly spread: number;
  /** KID of each subset. */
  readonly values: Float64Array;
}

/**
 * KID as libraries report it: the mean over random subsets, drawn without replacement, of the unbiased estimate.
 * The standard error has two parts: the choice of subsets, spread²/subsets, and the finite sets that all subsets share,
 * the jackknife variance within a subset times subsetSize/n. (The spread over √subsets, without the second part, would
 * shrink to 0 with more subsets of the same pictures.)
 * @throws RangeError for sets smaller than a subset, subsets of fewer than three, different dimensions, NaN or Infinity.
 */
export function kidOfSubsets(
  reference: NdArray,
  samples: NdArray,
  { rng, subsets = 100, subsetSize = 1000 }: KidOfSubsetsOptions,
): KidOfSubsets {
  requireInteger("kidOfSubsets", "subsets", subsets, 2);
  requireInteger("kidOfSubsets", "subsetSize", subsetSize, LEAST_SAMPLES);
  const pair = [
    ["reference", reference],
    ["samples", samples],
  ] as const;
  const { D } = requireFeaturePair("kidOfSubsets", ...pair, subsetSize);
  const kernel = cubicKernel(D);
  const parts = rng.split(subsets).map((key) => {
    const [x, y] = [reference, samples].map((set, i) =>
      selectRows(set, key.fold(i).permutation(set.shape[0]!).subarray(0, subsetSize)),
    ) as [NdArray, NdArray];
    return mmdParts(kernelSums(x, y, kernel));
  });
  const values = Float64Array.from(parts, ({ estimate }) => estimate);
  const average = (of: (part: (typeof parts)[0]) => number) => sampleMean(parts.map(of));
  const shared =
    (average((p) => p.varianceX) * subsetSize) / reference.shape[0]! +
    (average((p) => p.varianceY) * subsetSize) / samples.shape[0]!;
  const variance = sampleVariance(values);
  return {
    estimate: sampleMean(values),
    standardError: Math.sqrt(variance / subsets + shared),
    spread: Math.sqrt(variance),
    values,
  };
}
