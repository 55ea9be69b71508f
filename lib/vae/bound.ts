import { requireInteger } from "../core/arguments";
import { inBatches } from "../core/inBatches";
import { rows, toTensor, type NdArray } from "../core/ndarray";
import type { Rng } from "../core/rng";
import * as tf from "../core/tf";
import { iwaeBound } from "../math";
import { requireExamples, withRows, type VaeNetworks } from "./inference";
import { latentKlPerDim, logPosterior, logPrior, reparameterise } from "./latentGaussian";

/** The two parts of the ELBO of a batch. */
export interface ElboTerms {
  /** log p(x|z) for one z from q(z|x), nats per example, [B]. */
  readonly reconstruction: tf.Tensor1D;
  /** KL(q(z|x) || p(z)) of each latent dimension, nats, [B,D]. */
  readonly kl: tf.Tensor2D;
}

/** The parts for noise [B,D] of the latent vectors; Kingma & Welling 2014, equation 7 with one draw. */
export function elboTerms(model: VaeNetworks, x: tf.Tensor, noise: tf.Tensor2D): ElboTerms {
  const posterior = model.encoder(x);
  const raw = model.decoder(reparameterise(posterior, noise));
  return { reconstruction: model.output.logProb(x, raw), kl: latentKlPerDim(posterior) };
}

/** The ELBO of given examples, nats per example, and its parts. */
export interface VaeBound {
  /** reconstruction - kl, [n]; unbiased for each example. */
  readonly elbo: Float64Array;
  /** log p(x|z) for one z from q(z|x), [n]. */
  readonly reconstruction: Float64Array;
  /** KL(q(z|x) || p(z)), [n]. */
  readonly kl: Float64Array;
  /** Mean over the examples of the KL of each latent dimension, [D]. */
  readonly klPerDim: Float64Array;
}

/**
 * The ELBO of examples [n,...event], split; with β = 1, whatever the model was trained with. Each example has noise of its
 * own, whatever the batch.
 * @throws RangeError for another shape, no examples, or values that the output gives no probability.
 */
export async function vaeBound(model: VaeNetworks, x: NdArray, rng: Rng): Promise<VaeBound> {
  const n = requireExamples("bound", x, model);
  model.output.requireData?.("bound", x);
  const D = model.latentDim;
  const noise: NdArray = { data: rng.normalArray(n * D), shape: [n, D] };
  const [logs, kls] = await inBatches(n, (start, end) =>
    withRows(x, [start, end], (part) => {
      const { reconstruction, kl } = elboTerms(model, part, toTensor(rows(noise, start, end)));
      return [reconstruction, kl];
    }),
  );
  const reconstruction = Float64Array.from(logs!.data);
  const kl = new Float64Array(n);
  const klPerDim = new Float64Array(D);
  kls!.data.forEach((nats, i) => {
    kl[Math.floor(i / D)]! += nats;
    klPerDim[i % D]! += nats / n;
  });
  return { elbo: reconstruction.map((log, i) => log - kl[i]!), reconstruction, kl, klPerDim };
}

/** Draws from q(z|x) for each example. */
export interface LogWeightOptions {
  readonly rng: Rng;
  /** Draws k for each example. */
  readonly draws: number;
}

/**
 * log w = log p(x|z) + log p(z) - log q(z|x) for `draws` z from q(z|x) of each example, nats, [n,draws]: what the bounds of
 * Burda et al. 2016 (IWAE) are made of; see `iwaeBounds`.
 * @throws RangeError as `vaeBound`, or for fewer than one draw.
 */
export async function logWeights(
  model: VaeNetworks,
  x: NdArray,
  { rng, draws }: LogWeightOptions,
): Promise<NdArray> {
  const n = requireExamples("logWeights", x, model);
  model.output.requireData?.("logWeights", x);
  requireInteger("logWeights", "draws", draws, 1);
  const D = model.latentDim;
  const [means, logVariances] = await inBatches(n, (start, end) =>
    withRows(x, [start, end], (part) => {
      const { mean, logVariance } = model.encoder(part);
      return [mean, logVariance];
    }),
  );
  const noise = noiseRows(rng, draws, D);
  const [weights] = await inBatches(n * draws, (start, end) =>
    tf.tidy(() => {
      const example = Int32Array.from({ length: end - start }, (_, i) =>
        Math.floor((start + i) / draws),
      );
      const repeated = (array: NdArray) => gatherRows(array, example);
      const posterior = {
        mean: repeated(means!) as tf.Tensor2D,
        logVariance: repeated(logVariances!) as tf.Tensor2D,
      };
      const z = reparameterise(posterior, tf.tensor2d(noise(start, end), [end - start, D]));
      const likelihood = model.output.logProb(repeated(x), model.decoder(z));
      return [likelihood.add(logPrior(z)).sub(logPosterior(z, posterior)).reshape([-1, 1])];
    }),
  );
  return { data: weights!.data, shape: [n, draws] };
}

/**
 * The bound with k draws of each example, nats, [n], from log weights [n,K], K >= k; `iwaeBound` of dgm/math row by row.
 * @throws RangeError for a k that is not in 1, ..., K.
 */
export function iwaeBounds({ data, shape }: NdArray, k = shape[1]!): Float64Array {
  const [n = 0, draws = 0] = shape;
  return Float64Array.from({ length: n }, (_, i) =>
    iwaeBound(data.subarray(i * draws, (i + 1) * draws), k),
  );
}

/** Standard normal rows number start, ..., end - 1: `draws` of each example, from the example's own key. */
function noiseRows(rng: Rng, draws: number, D: number) {
  let known: { readonly example: number; readonly values: Float32Array } | undefined;
  return (start: number, end: number): Float32Array => {
    const out = new Float32Array((end - start) * D);
    for (let row = start; row < end; row++) {
      const example = Math.floor(row / draws);
      if (known?.example !== example) {
        known = { example, values: rng.fold(example).normalArray(draws * D) };
      }
      const at = (row % draws) * D;
      out.set(known.values.subarray(at, at + D), (row - start) * D);
    }
    return out;
  };
}

function gatherRows({ data, shape }: NdArray, indices: Int32Array): tf.Tensor {
  const size = shape.slice(1).reduce((a, b) => a * b, 1);
  const out = new Float32Array(indices.length * size);
  indices.forEach((row, i) => out.set(data.subarray(row * size, (row + 1) * size), i * size));
  return tf.tensor(out, [indices.length, ...shape.slice(1)]);
}
