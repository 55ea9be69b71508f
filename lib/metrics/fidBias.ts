import { requireInteger } from "../core/arguments";
import { rows, type NdArray } from "../core/ndarray";
import type { Rng } from "../core/rng";
import { sampleMean, type Estimate } from "../math";
import { requireFeatures, selectRows } from "./features";
import { createFeatureAccumulator, type FeatureStatistics } from "./featureStatistics";
import { fid } from "./frechetDistance";

/** FID of some samples of a larger set. */
export interface FidAtSize {
  /** N, how many samples. */
  readonly size: number;
  /** Mean of `values`. */
  readonly fid: number;
  /** One per repeat. */
  readonly values: Float64Array;
}

export interface FidCurveOptions {
  readonly rng: Rng;
  /** Rising sample sizes. @default 15 evenly spaced ones from a tenth of the samples to all of them */
  readonly sizes?: readonly number[];
  /** How many random orders of the samples are averaged. @default 1 */
  readonly repeats?: number;
}

export interface FidInfinityOptions extends FidCurveOptions {
  /** Random halvings of the samples that the standard error comes from. @default 10 */
  readonly splits?: number;
}

export interface FidInfinity extends Estimate {
  /** FID grows by slope/N at N samples. */
  readonly slope: number;
  /** What the line was fitted to. */
  readonly curve: readonly FidAtSize[];
}

/** Sizes that Chong & Forsyth use: `points` evenly spaced ones from a tenth of n to n. */
function evenSizes(n: number, points = 15): number[] {
  const least = Math.max(2, Math.round(n / 10));
  const all = Array.from({ length: points }, (_, i) =>
    Math.round(least + ((n - least) * i) / (points - 1)),
  );
  return [...new Set(all)];
}

function checked(
  where: string,
  reference: FeatureStatistics,
  samples: NdArray,
  options: FidCurveOptions,
) {
  requireFeatures(where, "samples", samples, 4);
  const n = samples.shape[0]!;
  const { sizes = evenSizes(n), repeats = 1 } = options;
  requireInteger(where, "repeats", repeats, 1);
  if (sizes.length < 2) {
    throw new RangeError(`${where}: ${sizes.length} sizes; a line needs at least 2.`);
  }
  sizes.forEach((size, i) =>
    requireInteger(where, `sizes[${i}]`, size, i === 0 ? 2 : sizes[i - 1]! + 1, n),
  );
  if (reference.mean.length !== samples.shape[1]) {
    throw new RangeError(
      `${where}: samples have ${samples.shape[1]} dimensions and the reference ${reference.mean.length}; ` +
        `extract both with one network.`,
    );
  }
  return { sizes, repeats };
}

/**
 * FID against sample size: the samples in random order, FID of the first N for each size N; the samples must come from
 * the reference's extractor. The points share samples, so they do not scatter independently.
 * @param samples [n,D]
 * @throws RangeError for sizes that don't rise from 2 to n at most, other dimensions, NaN or Infinity.
 */
export async function fidCurve(
  reference: FeatureStatistics,
  samples: NdArray,
  options: FidCurveOptions,
): Promise<FidAtSize[]> {
  const { sizes, repeats } = checked("fidCurve", reference, samples, options);
  const keys = options.rng.split(repeats);
  const values = sizes.map(() => new Float64Array(repeats));
  for (const [r, key] of keys.entries()) {
    const order = key.permutation(samples.shape[0]!);
    const ordered = selectRows(samples, order);
    const fids = await fidOfPrefixes(reference, ordered, sizes);
    fids.forEach((value, i) => (values[i]![r] = value));
  }
  return sizes.map((size, i) => ({ size, fid: sampleMean(values[i]!), values: values[i]! }));
}

/** FID of the first N rows for each N: one pass over the rows. */
async function fidOfPrefixes(
  reference: FeatureStatistics,
  ordered: NdArray,
  sizes: readonly number[],
): Promise<number[]> {
  const accumulator = createFeatureAccumulator(reference.extractor, ordered.shape[1]!);
  const fids: number[] = [];
  for (const size of sizes) {
    accumulator.add(rows(ordered, accumulator.count, size));
    fids.push(await fid(reference, accumulator.statistics()));
  }
  return fids;
}

/**
 * FID∞, what FID would be of infinitely many samples: the intercept of the line through FID against 1/N, Chong & Forsyth
 * 2020 (15 sizes, evenly spaced; here one random order serves all sizes, so that one pass over the samples does). The
 * line is good where the smallest N is several times the number of dimensions. The reference's own bias is not removed.
 *
 * The standard error is not that of the regression, which would be too small because all points share samples. The
 * samples are halved at random, each half is extrapolated on its own, and the differences of these independent estimates
 * give the variance: mean of (difference/2)² over the halvings.
 * @param samples [n,D]
 * @throws RangeError as `fidCurve`.
 */
export async function fidInfinity(
  reference: FeatureStatistics,
  samples: NdArray,
  options: FidInfinityOptions,
): Promise<FidInfinity> {
  const { splits = 10, rng } = options;
  const { sizes, repeats } = checked("fidInfinity", reference, samples, options);
  requireInteger("fidInfinity", "splits", splits, 1);
  const [curveKey, splitKey] = rng.split(2) as [Rng, Rng];
  const curve = await fidCurve(reference, samples, { rng: curveKey, sizes, repeats });
  const { intercept, slope } = extrapolated(curve);
  const n = samples.shape[0]!;
  const half = Math.floor(n / 2);
  const halfSizes = [...new Set(sizes.map((size) => Math.max(2, Math.floor((size * half) / n))))];
  if (halfSizes.length < 2) {
    throw new RangeError(
      `fidInfinity: sizes [${sizes.join(", ")}] halve to [${halfSizes.join(", ")}]; a line needs at least 2.`,
    );
  }
  let variance = 0;
  for (const key of splitKey.split(splits)) {
    const order = key.permutation(n);
    const ends: number[] = [];
    for (const chosen of [order.subarray(0, half), order.subarray(half, 2 * half)]) {
      const inHalf = { rng: key.fold(ends.length), sizes: halfSizes, repeats };
      const part = await fidCurve(reference, selectRows(samples, chosen), inHalf);
      ends.push(extrapolated(part).intercept);
    }
    variance += ((ends[0]! - ends[1]!) / 2) ** 2 / splits;
  }
  return { estimate: intercept, standardError: Math.sqrt(variance), slope, curve };
}

/** Least-squares line through FID against 1/N. */
function extrapolated(curve: readonly FidAtSize[]): { intercept: number; slope: number } {
  const x = curve.map(({ size }) => 1 / size);
  const [meanX, meanY] = [sampleMean(x), sampleMean(curve.map(({ fid }) => fid))];
  let [xy, xx] = [0, 0];
  curve.forEach(({ fid }, i) => {
    xy += (x[i]! - meanX) * (fid - meanY);
    xx += (x[i]! - meanX) ** 2;
  });
  const slope = xy / xx;
  return { intercept: meanY - slope * meanX, slope };
}
