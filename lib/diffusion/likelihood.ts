import { requireInteger, requireShape } from "../core/arguments";
import type { NdArray } from "../core/ndarray";
import type { Rng } from "../core/rng";
import {
  bitsPerDim,
  meanEstimate,
  priorTerm,
  sampleMean,
  type DiscretizedGaussianOptions,
  type LogVarianceConvention,
} from "../math";
import { runLoop, type ProgressListener } from "../train";
import { createBoundReader } from "./boundReader";
import { boundConstants, decoderNats, stepNats, strata } from "./boundTerms";
import { labelTensor } from "./labels";
import type { SampledModel } from "./predictor";

export interface BoundOptions {
  readonly rng: Rng;
  /**
   * Terms L_{t-1} evaluated for each picture, one t from each of so many equal parts of 2, ..., T.
   * @default all of them
   */
  readonly terms?: number;
  /** Classes of the pictures, where the network has classes; else 'no class'. */
  readonly labels?: ArrayLike<number> | number;
  /** Clip the predicted x_0 to [-1, 1], as OpenAI's code does. @default true */
  readonly clip?: boolean;
  /** The variance of the reverse steps, where it is not learned. @default "fixed-small" */
  readonly variance?: LogVarianceConvention;
  /** How L_0 is computed. @default Φ itself, bins of at least 1e-12 */
  readonly decoder?: DiscretizedGaussianOptions;
  /** Pictures in one call of the network. @default 32 */
  readonly batchSize?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: ProgressListener;
}

/** Σ L_{t-1} over the paper's steps t = from, ..., to, bits per dimension. */
export interface BoundPart {
  readonly from: number;
  readonly to: number;
  readonly bitsPerDim: number;
}

/** L_vlb of given pictures, bits per dimension, means over the pictures. */
export interface DiffusionBound {
  /** L_0 */
  readonly decoder: number;
  /** Σ L_{t-1}, t = 2, ..., T */
  readonly steps: number;
  /** L_T */
  readonly prior: number;
  readonly total: number;
  /** Of `total` as the mean over pictures of this kind: of pictures, t and noise together. NaN for one picture. */
  readonly standardError: number;
  /** `total` of each picture, [n]. */
  readonly perPicture: Float64Array;
  /** `steps` part by part; one part for each t where all are evaluated. */
  readonly parts: readonly BoundPart[];
}

/**
 * The variational bound of a trained model on given pictures, term by term: L_0 + Σ L_{t-1} + L_T; Ho et al. 2020,
 * equation 5. Networks answer in float32, the terms are computed in float64. Each picture gets noise, and with fewer
 * `terms` than T - 1 timesteps, of its own, whatever the batch.
 * @param pictures [n,H,W,C], values of 256 levels in [-1, 1]
 * @throws RangeError for another shape, values outside [-1, 1], or options out of range.
 */
export async function diffusionBound(
  model: SampledModel,
  pictures: NdArray,
  options: BoundOptions,
): Promise<DiffusionBound> {
  const { T, betas } = model.process;
  const { rng, terms = T - 1, labels, clip = true, batchSize = 32, decoder, variance } = options;
  const n = checkedCount(model, pictures, { terms, batchSize, ...options });
  const D = model.eventShape.reduce((a, b) => a * b);
  const c = boundConstants(betas, variance ?? "fixed-small");
  const picture = (i: number) => pictures.data.subarray(i * D, (i + 1) * D);
  const reading = { rng, clip, ...(labels !== undefined && { labels }) };
  const reader = createBoundReader(model, pictures, reading);

  const parts = strata(T, terms);
  const sums = new Float64Array(terms);
  const decoders = new Float64Array(n);
  const steps = new Float64Array(n);
  const batches = Math.ceil(n / batchSize);
  const evaluate = async (call: number): Promise<Record<string, number>> => {
    const k = call % (terms + 1); // the last call of a batch is L_0
    const first = Math.floor(call / (terms + 1)) * batchSize;
    const count = Math.min(batchSize, n - first);
    const [start, end] = k < terms ? parts[k]! : [0, 1];
    const t = Array.from({ length: count }, (_, j) => {
      const key = rng
        .fold(first + j)
        .fold("timestep")
        .fold(k);
      return key.integerArray(1, { low: start, high: end })[0]!;
    });
    (await reader.read(first, t, k)).forEach((reading, j) => {
      const x0 = picture(first + j);
      if (k === terms) {
        decoders[first + j] = decoderNats(c, x0, reading, { floor: 1e-12, ...decoder });
        return;
      }
      const nats = (end - start) * stepNats(c, t[j]!, x0, reading);
      steps[first + j]! += nats;
      sums[k]! += nats;
    });
    return {};
  };
  const { signal, onProgress } = options;
  try {
    await runLoop({
      steps: batches * (terms + 1),
      run: evaluate,
      ...(signal && { signal }),
      ...(onProgress && { onProgress }),
    });
  } finally {
    reader.dispose();
  }
  const priors = Float64Array.from({ length: n }, (_, i) => priorTerm(picture(i), betas));
  const means = [decoders, steps, priors].map((nats) => bitsPerDim(sampleMean(nats), D));
  const perPicture = decoders.map((nats, i) => bitsPerDim(nats + steps[i]! + priors[i]!, D));
  return {
    decoder: means[0]!,
    steps: means[1]!,
    prior: means[2]!,
    total: sampleMean(perPicture),
    standardError: n === 1 ? NaN : meanEstimate(perPicture).standardError,
    perPicture,
    parts: parts.map(([start, end], k) => ({
      from: start + 1,
      to: end,
      bitsPerDim: bitsPerDim(sums[k]! / n, D),
    })),
  };
}

/** How many pictures there are. @throws RangeError for options out of range, or data that are no pictures. */
function checkedCount(
  { eventShape, network, process }: SampledModel,
  pictures: NdArray,
  options: BoundOptions & { readonly terms: number; readonly batchSize: number },
): number {
  if (eventShape.length !== 3) {
    throw new RangeError(
      `diffusionBound: examples of shape [${eventShape.join(", ")}] are no pictures of 256 levels; use odeLogLikelihood.`,
    );
  }
  requireShape("diffusionBound", "pictures", pictures.shape, [-1, ...eventShape]);
  const n = pictures.shape[0]!;
  requireInteger("diffusionBound", "number of pictures", n, 1);
  requireInteger("diffusionBound", "terms", options.terms, 1, process.T - 1);
  requireInteger("diffusionBound", "batchSize", options.batchSize, 1);
  if (options.labels !== undefined) labelTensor(options.labels, n, network.classes).dispose();
  return n;
}
