import { requireInteger, requireNumber } from "../core/arguments";
import type { NdArray } from "../core/ndarray";
import type { Rng } from "../core/rng";
import { sampleVariance, type Estimate } from "../math";
import { requireFeatures, selectRows } from "./features";

export interface BootstrapOptions {
  readonly rng: Rng;
  /** How often the rows are drawn anew; 50 to 200 do for a standard error, 1000 for an interval. @default 1000 */
  readonly repeats?: number;
  /** Probability that the interval is to cover. @default 0.95 */
  readonly level?: number;
}

export interface Bootstrap extends Estimate {
  /** Ends of the percentile interval. */
  readonly low: number;
  readonly high: number;
  /** The statistic of each resample, in rising order. */
  readonly values: Float64Array;
}

/**
 * Standard error and percentile interval of any statistic of the rows of `features` [n,D]: the statistic of n rows drawn
 * with replacement, many times (Efron 1979; Efron & Tibshirani 1993, chapters 6 and 13). `estimate` is the statistic of
 * the rows themselves. Resamples repeat rows, so a statistic with a bias that depends on n, such as FID, is further off in
 * them: its standard error is still of use, its interval lies too high.
 * @throws RangeError for fewer than two rows, NaN or Infinity in them or in the statistic.
 */
export async function bootstrap(
  features: NdArray,
  statistic: (resample: NdArray) => number | Promise<number>,
  { rng, repeats = 1000, level = 0.95 }: BootstrapOptions,
): Promise<Bootstrap> {
  requireFeatures("bootstrap", "features", features, 2);
  requireInteger("bootstrap", "repeats", repeats, 2);
  requireNumber("bootstrap", "level", level, 0, 1);
  const n = features.shape[0]!;
  const measured = async (sample: NdArray) => {
    const value = await statistic(sample);
    requireNumber("bootstrap", "statistic", value);
    return value;
  };
  const estimate = await measured(features);
  const values = new Float64Array(repeats);
  for (let i = 0; i < repeats; i++) {
    const chosen = rng.fold(i).integerArray(n, { high: n });
    values[i] = await measured(selectRows(features, chosen));
  }
  values.sort();
  return {
    estimate,
    standardError: Math.sqrt(sampleVariance(values)),
    low: quantile(values, (1 - level) / 2),
    high: quantile(values, (1 + level) / 2),
    values,
  };
}

/** Quantile of sorted values, linear between them. */
function quantile(sorted: Float64Array, p: number): number {
  const at = p * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (at - below) * (sorted[above]! - sorted[below]!);
}
