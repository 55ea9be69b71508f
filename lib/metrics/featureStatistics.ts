import { requireInteger, requireShape } from "../core/arguments";
import { rows, type NdArray } from "../core/ndarray";
import { addScatter } from "./scatter";
import { requireFeatures, type FeatureExtractor } from "./features";

/** Mean and covariance of the features of some pictures: all that FID needs to know of them. */
export interface FeatureStatistics {
  readonly count: number;
  readonly mean: Float64Array; // [D]
  readonly covariance: Float64Array; // [D,D] row-major, unbiased (n - 1)
  /** `id` of the extractor. */
  readonly extractor: string;
}

/** Mean and covariance of features that come in parts; its memory is D² numbers, however many they are. */
export interface FeatureAccumulator {
  readonly extractor: string;
  readonly dimensions: number;
  readonly count: number;
  /** @param features [n,D]; n may be 0. @throws RangeError for another D, NaN or Infinity. */
  add(features: NdArray): void;
  /** Takes in all that `other` has seen, which stays as it is. @throws RangeError for another extractor or D. */
  merge(other: FeatureAccumulator): void;
  /** Of all features so far. @throws RangeError for fewer than two. */
  statistics(): FeatureStatistics;
  /** Mean and sum of squared offsets, upper triangle [D,D]: what `merge` reads. */
  readonly sums: { readonly mean: Float64Array; readonly scatter: Float64Array };
}

/** Rows that are centred and multiplied together at a time. */
const BLOCK = 256;

/**
 * An empty accumulator, in float64. Blocks of rows are centred on their own mean and then joined (Chan, Golub & LeVeque
 * 1983, Algorithms for Computing the Sample Variance), so a large mean cancels nothing.
 * @param extractor `id` of the extractor
 */
export function createFeatureAccumulator(
  extractor: string,
  dimensions: number,
): FeatureAccumulator {
  const where = "createFeatureAccumulator";
  requireInteger(where, "dimensions", dimensions, 1);
  if (extractor === "") throw new RangeError(`${where}: extractor is empty; pass its id.`);
  const D = dimensions;
  const mean = new Float64Array(D);
  const scatter = new Float64Array(D * D);
  let count = 0;

  /** Chan's update: a set of m rows, whose scatter has been added already, with its mean. */
  const join = (m: number, otherMean: Float64Array) => {
    const total = count + m;
    const offset = otherMean.map((x, i) => x - mean[i]!);
    if (count > 0) addOuter(scatter, offset, (count * m) / total);
    for (let i = 0; i < D; i++) mean[i] = mean[i]! + (offset[i]! * m) / total;
    count = total;
  };

  return {
    extractor,
    dimensions,
    get count() {
      return count;
    },
    sums: { mean, scatter },
    add(features) {
      requireFeatures("featureAccumulator", "features", features, 0);
      requireShape("featureAccumulator", "features", features.shape, [-1, D]);
      const n = features.shape[0]!;
      for (let start = 0; start < n; start += BLOCK) {
        const block = rows(features, start, Math.min(n, start + BLOCK));
        join(block.shape[0]!, addScatter(scatter, block));
      }
    },
    merge(other) {
      requireSameSource("featureAccumulator", this, other);
      if (other.count === 0) return;
      const theirs = { mean: other.sums.mean.slice(), scatter: other.sums.scatter };
      for (let i = 0; i < D * D; i++) scatter[i] = scatter[i]! + theirs.scatter[i]!;
      join(other.count, theirs.mean);
    },
    statistics() {
      if (count < 2) {
        throw new RangeError(
          `featureAccumulator: ${count} ${count === 1 ? "sample" : "samples"} so far; a covariance needs at least 2.`,
        );
      }
      return { count, mean: mean.slice(), covariance: mirrored(scatter, D, count - 1), extractor };
    },
  };
}

/** scatter += factor · offset offsetᵀ, upper triangle. */
function addOuter(scatter: Float64Array, offset: Float64Array, factor: number): void {
  const D = offset.length;
  for (let i = 0; i < D; i++) {
    const x = offset[i]! * factor;
    for (let j = i; j < D; j++) scatter[i * D + j] = scatter[i * D + j]! + x * offset[j]!;
  }
}

/** The whole symmetric matrix of an upper triangle, divided. */
function mirrored(scatter: Float64Array, D: number, divisor: number): Float64Array {
  const out = new Float64Array(D * D);
  for (let i = 0; i < D; i++) {
    for (let j = i; j < D; j++) {
      out[i * D + j] = out[j * D + i] = scatter[i * D + j]! / divisor;
    }
  }
  return out;
}

/**
 * Checks that two sets of statistics belong to the same extractor.
 * @throws RangeError with both names or dimensions.
 */
export function requireSameSource(
  where: string,
  a: { readonly extractor: string; readonly dimensions: number },
  b: { readonly extractor: string; readonly dimensions: number },
): void {
  if (a.extractor !== b.extractor) {
    throw new RangeError(
      `${where}: statistics of '${a.extractor}' and of '${b.extractor}'; use one extractor for both.`,
    );
  }
  if (a.dimensions === b.dimensions) return;
  throw new RangeError(
    `${where}: ${a.dimensions} and ${b.dimensions} dimensions of '${a.extractor}'; use one extractor for both.`,
  );
}

/** Mean and covariance of features [n,D], n at least 2. @throws RangeError for fewer, NaN or Infinity. */
export function featureStatistics(features: NdArray, extractor: string): FeatureStatistics {
  requireFeatures("featureStatistics", "features", features, 2);
  const accumulator = createFeatureAccumulator(extractor, features.shape[1]!);
  accumulator.add(features);
  return accumulator.statistics();
}

export interface ExtractStatisticsOptions {
  /** Pictures that go through the network at a time. @default 250 */
  readonly batchSize?: number;
}

/**
 * Mean and covariance of the features of pictures [n,H,W,C] in [-1, 1], batch after batch.
 * @throws RangeError for fewer than two pictures, or features that are not finite or not [n,D].
 */
export async function extractStatistics(
  extractor: FeatureExtractor,
  images: NdArray,
  { batchSize = 250 }: ExtractStatisticsOptions = {},
): Promise<FeatureStatistics> {
  requireShape("extractStatistics", "images", images.shape, [-1, -1, -1, -1]);
  requireInteger("extractStatistics", "batchSize", batchSize, 1);
  const accumulator = createFeatureAccumulator(extractor.id, extractor.dimensions);
  const n = images.shape[0]!;
  for (let start = 0; start < n; start += batchSize) {
    const batch = rows(images, start, Math.min(n, start + batchSize));
    const features = await extractor.extract(batch);
    requireShape("extractStatistics", "features", features.shape, [
      batch.shape[0]!,
      extractor.dimensions,
    ]);
    accumulator.add(features);
  }
  return accumulator.statistics();
}
