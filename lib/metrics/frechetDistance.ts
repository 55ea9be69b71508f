import { requireNumbers, requireLength } from "../math/requireNumbers";
import { traceSqrtProduct } from "../math";
import { nativeTraceSqrtProduct } from "./nativeTraceSqrtProduct";
import { requireSameSource, type FeatureStatistics } from "./featureStatistics";

/** Mean [D] and covariance [D,D], row-major. */
export interface Moments {
  readonly mean: ArrayLike<number>;
  readonly covariance: Float64Array;
}

/** The Fréchet distance and the two parts it is the sum of. */
export interface FrechetTerms {
  /** |μ1 - μ2|² */
  readonly mean: number;
  /** tr(Σ1 + Σ2 - 2 (Σ1 Σ2)^½) */
  readonly covariance: number;
  readonly total: number;
}

/**
 * The squared Fréchet (2-Wasserstein) distance between two normal distributions,
 * |μ1 - μ2|² + tr(Σ1 + Σ2 - 2 (Σ1 Σ2)^½); Dowson & Landau 1982. Singular covariances are welcome. Of equal
 * distributions it is 0 up to rounding, which may be below 0.
 * @throws RangeError for different dimensions, numbers that are not finite, or covariances that are not symmetric positive
 * semi-definite.
 */
export async function frechetDistance(a: Moments, b: Moments): Promise<number> {
  return (await frechetTerms(a, b)).total;
}

/** `frechetDistance`, and its part from the means and from the covariances. @throws RangeError likewise. */
export async function frechetTerms(a: Moments, b: Moments): Promise<FrechetTerms> {
  const D = a.mean.length;
  requireMoments("frechetDistance", "a", a, D);
  requireMoments("frechetDistance", "b", b, D);
  let [mean, traces] = [0, 0];
  for (let i = 0; i < D; i++) {
    mean += (a.mean[i]! - b.mean[i]!) ** 2;
    traces += a.covariance[i * D + i]! + b.covariance[i * D + i]!;
  }
  const covariance = traces - 2 * (await traceTerm(a.covariance, b.covariance, D));
  return { mean, covariance, total: mean + covariance };
}

function requireMoments(where: string, name: string, m: Moments, D: number): void {
  requireLength(where, `${name}.mean`, m.mean, D);
  requireNumbers(where, `${name}.mean`, m.mean);
  requireLength(where, `${name}.covariance`, m.covariance, D * D);
  requireNumbers(where, `${name}.covariance`, m.covariance);
}

/** tr (A B)^½: by TensorFlow where that is faster and as good, else in TypeScript. */
async function traceTerm(a: Float64Array, b: Float64Array, n: number): Promise<number> {
  return (await nativeTraceSqrtProduct(a, b, n)) ?? traceSqrtProduct(a, b, n);
}

/**
 * Fréchet Inception Distance: the Fréchet distance between features taken as normal, Heusel et al. 2017, eq. 6. It is
 * biased: of finite samples it is too large on average, by an amount that falls as 1/n (see `fidInfinity`). Both parts:
 * `frechetTerms(reference, samples)`.
 * @throws RangeError for statistics of different extractors or dimensions, of fewer than two pictures, or not finite.
 */
export async function fid(
  reference: FeatureStatistics,
  samples: FeatureStatistics,
): Promise<number> {
  requireStatistics("fid", "reference", reference);
  requireStatistics("fid", "samples", samples);
  const source = ({ extractor, mean }: FeatureStatistics) => ({
    extractor,
    dimensions: mean.length,
  });
  requireSameSource("fid", source(reference), source(samples));
  return frechetDistance(reference, samples);
}

/** Checks what a file or a caller may have got wrong. @throws RangeError otherwise. */
export function requireStatistics(where: string, name: string, s: FeatureStatistics): void {
  if (!(Number.isSafeInteger(s.count) && s.count >= 2)) {
    throw new RangeError(
      `${where}: ${name}.count=${s.count}; expected statistics of at least 2 samples.`,
    );
  }
  requireMoments(where, name, s, s.mean.length);
}
