import { requireInteger } from "../core/arguments";
import type { NdArray } from "../core/ndarray";
import { meanEstimate, sampleMean, type Estimate } from "../math";
import { requireNumbers } from "../math/requireNumbers";
import { requireFeatures } from "./features";

/** How far float32 probabilities of one example may be from a sum of 1. */
const SUM_TOLERANCE = 1e-4;

export interface InceptionScoreOptions {
  /** Parts, one after another, that are scored apart. @default 10 */
  readonly splits?: number;
}

/** The mean over splits, and its standard error; NaN for one split, which cannot tell. */
export interface InceptionScore extends Estimate {
  /** Of each split, [splits]. */
  readonly scores: Float64Array;
  /** Standard deviation over splits (over their number, not one less): the ± that papers print. */
  readonly standardDeviation: number;
}

/**
 * Inception score exp(mean KL(p(y|x) || p(y))) of class probabilities [n,K], p(y) their mean over the split: from 1 (all
 * alike) to K (each sure, all classes equally often); Salimans et al. 2016, section 4. With another classifier than the
 * ImageNet Inception network it is an Inception-style score, to be compared only with scores of that classifier. A split
 * of few examples scores too low, so compare only equal n and splits; examples must be in random order.
 * @throws RangeError for probabilities outside [0, 1], rows that do not sum to 1 within 1e-4, or more splits than rows.
 */
export function inceptionScore(
  probabilities: NdArray,
  options: InceptionScoreOptions = {},
): InceptionScore {
  const { splits = 10 } = options;
  const { n, D: K } = requireFeatures("inceptionScore", "probabilities", probabilities);
  requireInteger("inceptionScore", "splits", splits, 1);
  if (splits > n) {
    throw new RangeError(
      `inceptionScore: ${n} examples for splits=${splits}; pass at least as many, or fewer splits.`,
    );
  }
  requireRows(probabilities, n, K);
  const scores = Float64Array.from({ length: splits }, (_, s) => {
    const [start, end] = [Math.floor((s * n) / splits), Math.floor(((s + 1) * n) / splits)];
    return scoreOf(probabilities.data.subarray(start * K, end * K), K);
  });
  const mean = sampleMean(scores);
  return {
    estimate: mean,
    standardError: splits === 1 ? NaN : meanEstimate(scores).standardError,
    scores,
    standardDeviation: Math.sqrt(sampleMean(scores.map((score) => (score - mean) ** 2))),
  };
}

function requireRows({ data }: NdArray, n: number, K: number): void {
  requireNumbers("inceptionScore", "probabilities.data", data, 0, 1 + SUM_TOLERANCE);
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let k = 0; k < K; k++) sum += data[i * K + k]!;
    if (Math.abs(sum - 1) <= SUM_TOLERANCE) continue;
    throw new RangeError(
      `inceptionScore: row ${i} of probabilities sums to ${sum}; expected 1: pass a softmax, not logits.`,
    );
  }
}

/** exp(mean_i Σ_k p log(p/q)), q the mean of the rows, of which only those with p > 0 count. */
function scoreOf(rows: Float32Array, K: number): number {
  const n = rows.length / K;
  const marginal = new Float64Array(K);
  for (let i = 0; i < rows.length; i++) marginal[i % K]! += rows[i]!;
  let sum = 0;
  for (let i = 0; i < rows.length; i++) {
    const p = rows[i]!;
    if (p > 0) sum += p * (Math.log(p) - Math.log(marginal[i % K]! / n));
  }
  return Math.exp(sum / n);
}
