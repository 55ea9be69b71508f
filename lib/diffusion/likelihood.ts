import { requireInteger, requireShape } from "../core/arguments";
import { compile, type CompiledStep } from "../core/compile/compile";
import type { NdArray } from "../core/ndarray";
import type { Rng } from "../core/rng";
import * as tf from "../core/tf";
import {
  bitsPerDim,
  meanEstimate,
  priorTerm,
  sampleMean,
  type DiscretizedGaussianOptions,
  type LogVarianceConvention,
} from "../math";
import { runLoop, type ProgressListener } from "../train";
import { boundConstants, decoderNats, stepNats, strata, type Reading } from "./boundTerms";
import { denoise } from "./denoiser";
import { labelTensor } from "./labels";
import type { SampledModel } from "./sampling";

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

/** x, t and both coefficients in, x̂_0 and v out; labels last where there are any. */
function createReader(model: SampledModel, labelled: boolean): CompiledStep {
  return compile((x, t, signal, rest, labels) => {
    const { x0, spread } = denoise(model, x as tf.Tensor4D, {
      t: t as tf.Tensor1D,
      mixing: { signal: signal!, rest: rest! },
      ...(labelled && { labels: labels as tf.Tensor1D }),
    });
    return spread ? [x0, spread] : [x0];
  });
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
  const { process, eventShape, network } = model;
  const { T, betas } = process;
  const { rng, terms = T - 1, labels, clip = true, batchSize = 32, decoder, variance } = options;
  requireShape("diffusionBound", "pictures", pictures.shape, [-1, ...eventShape]);
  const n = pictures.shape[0]!;
  requireInteger("diffusionBound", "number of pictures", n, 1);
  requireInteger("diffusionBound", "terms", terms, 1, T - 1);
  requireInteger("diffusionBound", "batchSize", batchSize, 1);
  if (labels !== undefined) labelTensor(labels, n, network.classes).dispose();
  const D = eventShape[0] * eventShape[1] * eventShape[2];
  const c = boundConstants(betas, variance ?? "fixed-small");
  const picture = (i: number) => pictures.data.subarray(i * D, (i + 1) * D);
  const labelOf = (i: number) => (typeof labels === "number" ? labels : labels![i]!);
  const reader = createReader(model, labels !== undefined);

  /** Noises pictures first, first + 1, ... to their t and asks the network. */
  const read = async (first: number, t: readonly number[], k: number): Promise<Reading[]> => {
    const B = t.length;
    const inputs = tf.tidy(() => {
      const noise = Float32Array.from(
        t.flatMap((_, j) => [
          ...rng
            .fold(first + j)
            .fold(k)
            .normalArray(D),
        ]),
      );
      const clean = pictures.data.slice(first * D, (first + B) * D);
      const shape: [number, number, number, number] = [B, ...eventShape];
      const x = process.noised(tf.tensor4d(clean, shape), t, tf.tensor4d(noise, shape));
      const { signal, rest } = process.coefficients(t);
      const classes = t.map((_, j) => (labels === undefined ? 0 : labelOf(first + j)));
      const more = labels === undefined ? [] : [labelTensor(classes, B, network.classes)];
      return [x, tf.tensor1d([...t], "float32"), signal, rest, ...more];
    });
    let outputs: tf.Tensor[] = [];
    try {
      outputs = reader.run(...inputs);
      const [x0, spread] = await Promise.all(outputs.map((out) => out.data<"float32">()));
      const guess = clip ? x0!.map((x) => Math.min(Math.max(x, -1), 1)) : x0!;
      return t.map((_, j) => ({
        x0: guess.subarray(j * D, (j + 1) * D),
        ...(spread && { spread: spread.subarray(j * D, (j + 1) * D) }),
      }));
    } finally {
      tf.dispose([...inputs, ...outputs]);
    }
  };

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
    (await read(first, t, k)).forEach((reading, j) => {
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
