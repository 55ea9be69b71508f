import { rows, type NdArray } from "../core/ndarray";
import { requirePositive } from "../math/requireNumbers";
import type { Estimate } from "../math";
import { requireFeaturePair, selectRows } from "./features";
import { kernelSums, LEAST_SAMPLES, mmdEstimate, type Kernel } from "./kernelSums";

/** Multiples of the median distance that are used when no bandwidths are given. */
const FACTORS = [0.25, 0.5, 1, 2, 4];
/** Rows of each set that the median distance is taken from. */
const MEDIAN_ROWS = 500;

export interface MmdOptions {
  /** Bandwidths σ in the units of the features. @default ¼, ½, 1, 2 and 4 times `medianDistance` */
  readonly bandwidths?: readonly number[];
}

/**
 * Unbiased estimate of the squared maximum mean discrepancy between the distributions of x and y, with the kernel
 * exp(-|x-y|²/2σ²) averaged over the bandwidths σ; Gretton et al. 2012, eq. 3. 0 on average if and only if the
 * distributions are equal, and then negative half of the time; the standard error is the jackknife's. Bandwidths taken
 * from the same samples leave a bias of smaller order.
 * @param x [m,D] @param y [n,D]
 * @throws RangeError for fewer than three samples, different dimensions, bandwidths not above 0, NaN or Infinity.
 */
export function mmd(x: NdArray, y: NdArray, options: MmdOptions = {}): Estimate {
  requireFeaturePair("mmd", ["x", x], ["y", y], LEAST_SAMPLES);
  const { bandwidths = defaultBandwidths(x, y) } = options;
  if (bandwidths.length === 0) {
    throw new RangeError("mmd: no bandwidths; pass at least one, or leave them out.");
  }
  bandwidths.forEach((sigma, i) => requirePositive("mmd", `bandwidths[${i}]`, sigma));
  return mmdEstimate(kernelSums(x, y, gaussianKernel(bandwidths)));
}

function gaussianKernel(bandwidths: readonly number[]): Kernel {
  const precisions = bandwidths.map((sigma) => 1 / (2 * sigma * sigma));
  return (inner, squareX, squareY) => {
    const square = Math.max(0, squareX + squareY - 2 * inner);
    let sum = 0;
    for (const precision of precisions) sum += Math.exp(-square * precision);
    return sum / precisions.length;
  };
}

function defaultBandwidths(x: NdArray, y: NdArray): number[] {
  const median = medianDistance(x, y);
  if (median > 0) return FACTORS.map((factor) => factor * median);
  throw new RangeError("mmd: more than half of all samples are equal; pass bandwidths.");
}

/**
 * Median distance between two different samples out of x and y together, the usual first guess of a bandwidth (Gretton
 * et al. 2012); from 500 rows of each at most, evenly spaced.
 * @throws RangeError for no samples, different dimensions, NaN or Infinity.
 */
export function medianDistance(x: NdArray, y: NdArray): number {
  const { D } = requireFeaturePair("medianDistance", ["x", x], ["y", y]);
  const parts = [x, y]
    .map(thinned)
    .flatMap((set) => Array.from({ length: set.shape[0]! }, (_, i) => rows(set, i, i + 1).data));
  const distances = new Float64Array((parts.length * (parts.length - 1)) / 2);
  let at = 0;
  for (let i = 0; i < parts.length; i++) {
    for (let j = 0; j < i; j++) {
      let square = 0;
      for (let k = 0; k < D; k++) square += (parts[i]![k]! - parts[j]![k]!) ** 2;
      distances[at++] = Math.sqrt(square);
    }
  }
  distances.sort();
  const middle = distances.length / 2;
  return (distances[Math.ceil(middle) - 1]! + distances[Math.floor(middle)]!) / 2;
}

function thinned(set: NdArray): NdArray {
  const n = set.shape[0]!;
  const kept = Math.min(n, MEDIAN_ROWS);
  return selectRows(
    set,
    Array.from({ length: kept }, (_, i) => Math.floor((i * n) / kept)),
  );
}
