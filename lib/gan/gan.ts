import { requireInteger, requireShape } from "../core/arguments";
import type { Examples } from "../core/examples";
import { inBatches } from "../core/inBatches";
import type { GenerativeModel } from "../core/model";
import { rows, toTensor, type NdArray } from "../core/ndarray";
import type { Rng } from "../core/rng";
import * as tf from "../core/tf";
import { Parameters } from "../nn";
import {
  createAdam,
  loadModel,
  prepareFit,
  saveModel,
  trainGroups,
  type CardNotes,
  type CheckpointCard,
  type GroupedHistory,
  type GroupOptions,
  type RunOptions,
} from "../train";
import { oneHotLabels } from "./classes";
import { createNetworks, eventShapeOf, type NetworkConfig, type Networks } from "./network";
import { createObjective, type GanObjectiveOptions } from "./objective";
import { partOf } from "./part";

/** Generative adversarial network; Goodfellow et al. 2014. */
export interface GanConfig {
  /** A DCGAN for pictures, or two perceptrons (`{ dim: 2 }`) for points. */
  readonly network: NetworkConfig;
  /** Numbers in z, standard normal. @default 64 */
  readonly latentDim?: number;
  /** Classes that both networks are told of; 0 for none. @default 0 */
  readonly classes?: number;
}

/**
 * By default both networks have the rate 2e-4 and Adam with β₁ = 0.5, as in DCGAN (Radford et al. 2016, section 3), and the
 * generator keeps the moving average of its weights.
 */
export interface GanFitOptions extends RunOptions, GanObjectiveOptions {
  /** Examples in one update of the discriminator, and fakes in any. @default 64 */
  readonly batchSize?: number;
  /** How the generator is moved. */
  readonly generator?: GroupOptions;
  /** How the discriminator is moved; by default it keeps no average. */
  readonly discriminator?: GroupOptions;
}

export type GanHistory = GroupedHistory<"discriminator" | "generator">;

/** What a conditional model is asked for. */
export interface GanClassOptions {
  /** The class of each example, or one for all. */
  readonly labels?: ArrayLike<number> | number;
}

export interface GanSampleOptions extends GanClassOptions {
  readonly rng: Rng;
  /** @default drawn from `rng`, each class as likely as the others */
  readonly labels?: ArrayLike<number> | number;
}

/** It has no density: neither `logProb` nor a bound of it. */
export interface Gan
  extends
    GenerativeModel<GanFitOptions, GanSampleOptions, GanHistory, CheckpointCard, CardNotes>,
    Networks {
  readonly config: Required<GanConfig>;
  /** Of both networks: their names begin with `generator.` and `discriminator.`. */
  readonly parameters: Parameters;
  /** Shape of one example. */
  readonly eventShape: readonly number[];
  /** What the generator makes of latent variables [n,latentDim]: [n,...]. */
  decode(latents: NdArray, options?: GanClassOptions): Promise<NdArray>;
  /** The discriminator's logits of examples [n,...] being real, [n]. */
  judge(examples: NdArray, options?: GanClassOptions): Promise<Float32Array>;
}

const KIND = "gan";
const DCGAN_RATE = 2e-4;

/**
 * The model that `save` wrote, both networks.
 * @throws Error when the file is missing, damaged, or of another kind or architecture.
 */
export async function loadGan(file: string): Promise<{ model: Gan; card: CheckpointCard }> {
  return loadModel(file, KIND, createGan);
}

/** A new model with fresh weights from `rng`. @throws RangeError for sizes that are none, or do not fit each other. */
export function createGan(config: GanConfig, rng: Rng): Gan {
  const full = { latentDim: 64, classes: 0, ...config };
  const { network, latentDim, classes } = full;
  requireInteger("gan", "latentDim", latentDim, 1);
  requireInteger("gan", "classes", classes, 0);
  const parameters = new Parameters(rng);
  const scopes = {
    generator: parameters.in("generator"),
    discriminator: parameters.in("discriminator"),
  };
  const networks = createNetworks(network, scopes, full);
  const eventShape = eventShapeOf(network);

  const decode: Gan["decode"] = async (latents, { labels } = {}) => {
    requireShape("gan", "latents", latents.shape, [-1, latentDim]);
    const oneHot = oneHotLabels(labels, latents.shape[0]!, classes);
    return inChunks(latents, oneHot, networks.generate as Pass);
  };

  return {
    ...networks,
    config: full,
    parameters,
    eventShape,
    decode,
    async judge(examples, { labels } = {}) {
      requireShape("gan", "examples", examples.shape, [-1, ...eventShape]);
      const oneHot = oneHotLabels(labels, examples.shape[0]!, classes);
      return (await inChunks(examples, oneHot, networks.discriminate)).data;
    },
    async sample(n, { rng, labels }) {
      requireInteger("sample", "n", n, 1);
      const data = rng.fold("latents").normalArray(n * latentDim);
      const drawn = () => rng.fold("labels").integerArray(n, { high: classes });
      const asked = labels ?? (classes > 0 ? drawn() : undefined);
      return decode(
        { data, shape: [n, latentDim] },
        { ...(asked !== undefined && { labels: asked }) },
      );
    },
    fit: (data, options) => fit({ config: full, parameters, eventShape, networks }, data, options),
    save: (file, notes) =>
      saveModel(
        file,
        { kind: KIND, description: "Generative adversarial network", config: full, parameters },
        notes,
      ),
    dispose: () => parameters.dispose(),
  };
}

type Pass = (x: tf.Tensor, classes?: tf.Tensor2D) => tf.Tensor;

/** Passes rows through a network, so many at a time. */
async function inChunks(
  input: NdArray,
  oneHot: Float32Array | undefined,
  pass: Pass,
): Promise<NdArray> {
  const n = input.shape[0]!;
  requireInteger("gan", "number of examples", n, 1);
  const classes = oneHot && { data: oneHot, shape: [n, oneHot.length / n] };
  const [out] = await inBatches(n, (start, end) => {
    const part = (array: NdArray) => toTensor<tf.Rank.R2>(rows(array, start, end));
    return tf.tidy(() => [pass(part(input), classes && part(classes))]);
  });
  return out!;
}

interface Fitted {
  readonly config: Required<GanConfig>;
  readonly parameters: Parameters;
  readonly eventShape: readonly number[];
  readonly networks: Networks;
}

async function fit(model: Fitted, data: Examples, options: GanFitOptions): Promise<GanHistory> {
  const { config, parameters, eventShape, networks } = model;
  const { batchSize = 64, loss, penalty, discriminatorSteps, ...rest } = options;
  const { generator, discriminator, ...run } = rest;
  const aims = {
    ...(loss !== undefined && { loss }),
    ...(penalty && { penalty }),
    ...(discriminatorSteps !== undefined && { discriminatorSteps }),
  };
  const { indices, fingerprint } = prepareFit(
    { where: "gan", eventShape, hint: "the network's imageSize and channels, or its dim" },
    data,
    { batchSize, rng: options.rng },
    { model: config, ...aims },
  );
  const objective = createObjective({ ...networks, ...config, data, indices }, aims);
  const groups = {
    discriminator: {
      parameters: partOf(parameters, "discriminator"),
      ...moving,
      emaDecay: 0,
      ...discriminator,
    },
    generator: { parameters: partOf(parameters, "generator"), ...moving, ...generator },
  };
  return trainGroups({ ...objective, groups }, { fingerprint, ...run });
}

const moving: GroupOptions = {
  learningRate: DCGAN_RATE,
  optimizer: (variables) => createAdam(variables, { beta1: 0.5 }),
};
