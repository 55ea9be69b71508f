import type { Examples } from "../core/examples";
import type { GenerativeModel } from "../core/model";
import type { NdArray } from "../core/ndarray";
import type { Rng } from "../core/rng";
import * as tf from "../core/tf";
import { nearestLevel, type Parameters } from "../nn";
import {
  loadModel,
  prepareFit,
  saveModel,
  train,
  type CardNotes,
  type CheckpointCard,
  type FitOptions,
  type Objective,
  type TrainHistory,
} from "../train";
import { oneHotLabels, requireLabels } from "./classes";
import { withDefaults, type FullConfig, type PixelCnnConfig } from "./config";
import { createDistribution, type PixelDistribution } from "./distributions";
import { createLikelihoods, logProbMap, type Likelihoods } from "./likelihood";
import { createNetwork, type PixelNetwork } from "./network";
import type { PixelCnnSampleOptions } from "./sampling/options";
import { createReadings } from "./sampling/readings";
import { createSampler, type Sampler } from "./sampling/sampler";
import { createPairLikelihood, type PairLogProbs, type PairOptions } from "./twoPixels";

/** `batchSize` is 32 by default. */
export type PixelCnnFitOptions = FitOptions;

/**
 * An autoregressive model of pictures: p(x) = Π_i p(x_i | x_1, ..., x_{i-1}) over all pixels in reading order and the colours of
 * each, all factors by one network in one pass. Van den Oord et al. 2016a, equations 1 and 2.
 */
export interface PixelCnn
  extends
    GenerativeModel<
      PixelCnnFitOptions,
      PixelCnnSampleOptions,
      TrainHistory,
      CheckpointCard,
      CardNotes
    >,
    Likelihoods,
    Sampler {
  readonly config: FullConfig;
  readonly network: PixelNetwork;
  readonly distribution: PixelDistribution;
  /** The network's. */
  readonly parameters: Parameters;
  /** What it costs to draw pixels in independent pairs; see `PairLikelihood`. */
  pairLogProbs(pictures: NdArray, options?: PairOptions): Promise<PairLogProbs>;
}

const KIND = "pixelCnn";

/**
 * The model that `save` wrote.
 * @throws Error when the file is missing, damaged, or of another kind or architecture.
 */
export const loadPixelCnn = (file: string): Promise<{ model: PixelCnn; card: CheckpointCard }> =>
  loadModel(file, KIND, createPixelCnn);

/**
 * A new model with fresh weights from `rng`.
 * @throws RangeError for a config whose sizes do not fit each other.
 */
export function createPixelCnn(config: PixelCnnConfig, rng: Rng): PixelCnn {
  const full = withDefaults(config);
  const distribution = createDistribution(full);
  const network = createNetwork(full, distribution.parameters, rng);
  const { parameters } = network;
  const parts = { config: full, network, distribution };
  const readings = createReadings(network);
  const likelihoods = createLikelihoods(parts);
  const sampler = createSampler(parts, readings);
  const pairs = createPairLikelihood(parts, readings);
  const description = "PixelCNN";

  return {
    ...likelihoods,
    ...sampler,
    ...parts,
    parameters,
    pairLogProbs: pairs.of,
    fit: (data, options) => fit(parts, data, options),
    save: (file, notes) =>
      saveModel(file, { kind: KIND, description, config: full, parameters }, notes),
    dispose() {
      for (const part of [likelihoods, sampler, pairs, readings, parameters]) part.dispose();
    },
  };
}

interface Parts {
  readonly config: FullConfig;
  readonly network: PixelNetwork;
  readonly distribution: PixelDistribution;
}

async function fit(
  parts: Parts,
  data: Examples,
  { batchSize = 32, ...run }: PixelCnnFitOptions,
): Promise<TrainHistory> {
  const { config, network } = parts;
  const { indices, fingerprint } = prepareFit(
    { where: "pixelCnn", eventShape: config.shape, hint: "the config's shape" },
    data,
    { batchSize, rng: run.rng },
    { model: config },
  );
  const objective = createObjective(parts, data, indices);
  return train(network.parameters, objective, { fingerprint, ...run });
}

/** Minus the mean log-likelihood, in bits per dimension. */
function createObjective(
  parts: Parts,
  data: Examples,
  indices: (step: number) => Uint32Array,
): Objective {
  const { shape, levels, classes } = parts.config;
  const labels = classes > 0 ? requireLabels(data) : undefined;
  const bits = -1 / (shape.reduce((a, b) => a * b) * Math.LN2);
  return {
    inputs(step) {
      const chosen = indices(step);
      const own = labels && Array.from(chosen, (i) => labels[i]!);
      const oneHot = oneHotLabels(own, chosen.length, classes);
      return [data.batch(chosen), ...(oneHot ? [oneHot] : [])];
    },
    loss: (pictures, oneHot) =>
      tf.tidy(() => {
        const x = nearestLevel(pictures as tf.Tensor4D, levels);
        const log = logProbMap(parts, x, oneHot as tf.Tensor2D | undefined);
        return log.sum([1, 2, 3]).mean<tf.Scalar>().mul<tf.Scalar>(bits);
      }),
  };
}
