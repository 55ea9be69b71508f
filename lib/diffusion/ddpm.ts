import path from "node:path";
import type { Examples } from "../core/examples";
import type { GenerativeModel } from "../core/model";
import type { NdArray } from "../core/ndarray";
import { seed, type Rng } from "../core/rng";
import type * as tf from "../core/tf";
import {
  createBatches,
  loadCheckpoint,
  readTensors,
  saveCheckpoint,
  train,
  withTensors,
  type CardNotes,
  type CheckpointCard,
  type TrainHistory,
  type TrainOptions,
} from "../train";
import type { Conditioning } from "./conditioning";
import { diffusionBound, type BoundOptions, type DiffusionBound } from "./likelihood";
import {
  channelsOf,
  createNetwork,
  eventShapeOf,
  type DiffusionNetwork,
  type NetworkConfig,
} from "./network";
import { createObjective, type ObjectiveOptions } from "./objective";
import { createPredictor, type Predictor, type SampledModel } from "./predictor";
import { createProcess, type ForwardProcess, type ProcessConfig } from "./process";
import { createSampling, type DdpmSampleOptions, type Sampling } from "./sampling";
import { requireTarget, type PredictionTarget } from "./targets";
import type { TimestepSampling } from "./timestepSampler";
import { createTimestepTraining } from "./timestepTraining";

/** Denoising diffusion probabilistic model; Ho et al. 2020. */
export interface DdpmConfig extends ProcessConfig {
  /** A U-Net for pictures, or a perceptron (`{ dim: 2 }`) for points. */
  readonly network: NetworkConfig;
  /** What the network is trained to give. @default "epsilon", the paper's */
  readonly target?: PredictionTarget;
  /**
   * The variance of a reverse step: "fixed" to the posterior's, or "learned" between that and β; Nichol & Dhariwal 2021,
   * section 3.1. @default "fixed"
   */
  readonly variance?: "fixed" | "learned";
}

export interface DdpmFitOptions extends TrainOptions, ObjectiveOptions {
  /** @default 64 */
  readonly batchSize?: number;
  /** How timesteps are drawn. @default "uniform" */
  readonly timesteps?: TimestepSampling;
}

export interface Ddpm
  extends
    GenerativeModel<DdpmFitOptions, DdpmSampleOptions, TrainHistory, CheckpointCard, CardNotes>,
    Sampling {
  readonly config: Required<DdpmConfig>;
  readonly network: DiffusionNetwork;
  /** The forward process that it was made for. */
  readonly process: ForwardProcess;
  /** ᾱ_t of that process, index t - 1. */
  readonly alphaBars: Float64Array;
  /** Noises clean examples: x_t = √ᾱ_t x_0 + √(1 - ᾱ_t) ε, equation 4. x0 and noise [B,...], t [B] 0-based. */
  noised<T extends tf.Tensor>(x0: T, t: ArrayLike<number>, noise: T): T;
  /** The noise predictor ε(x, t) that the network amounts to, op by op and differentiable. */
  predictor(conditioning?: Conditioning): Predictor;
  /** The variational bound of pictures [n,H,W,C] in [-1, 1]; see `diffusionBound`. */
  bound(pictures: NdArray, options: BoundOptions): Promise<DiffusionBound>;
}

const KIND = "ddpm";

/**
 * The model that `save` wrote.
 * @throws Error when the file is missing, damaged, or of another kind or architecture.
 */
export async function loadDdpm(file: string): Promise<{ model: Ddpm; card: CheckpointCard }> {
  const { card, weights } = await loadCheckpoint(file, KIND);
  const model = createDdpm(card.config as unknown as DdpmConfig, seed(0));
  try {
    withTensors(weights, (tensors) => model.network.parameters.assign(tensors));
    return { model, card };
  } catch (error) {
    model.dispose();
    throw error;
  }
}

/**
 * A new model with fresh weights from `rng`.
 * @throws RangeError for sizes, a schedule, a target or a variance that there is none of, or target "epsilon" for a process
 *   that leaves nothing of the picture.
 */
export function createDdpm(config: DdpmConfig, rng: Rng): Ddpm {
  const full = withDefaults(config);
  const { target } = full;
  const process = createProcess(full);
  requireUsable(full, process);
  const channels = channelsOf(full.network);
  const eventShape = eventShapeOf(full.network);
  const outChannels = full.variance === "learned" ? 2 * channels : channels;
  const network = createNetwork(full.network, outChannels, rng);
  const model: SampledModel = { process, network, target, channels, eventShape };
  const sampling = createSampling(model);

  return {
    ...sampling,
    config: full,
    network,
    process,
    alphaBars: process.alphaBars,
    noised: process.noised,
    predictor: (conditioning) => createPredictor(model, conditioning),
    bound: (pictures, options) => diffusionBound(model, pictures, options),
    fit: (data, options) => fit(model, full, data, options),
    async save(file, notes = {}) {
      const { parameters } = network;
      return saveCheckpoint(file, await readTensors(parameters.all), {
        name: path.basename(file, ".safetensors"),
        description: "Denoising diffusion probabilistic model",
        kind: KIND,
        config: { ...full },
        parameters: parameters.count,
        ...notes,
      });
    },
    dispose() {
      sampling.dispose();
      network.parameters.dispose();
    },
  };
}

async function fit(
  model: SampledModel,
  config: Required<DdpmConfig>,
  data: Examples,
  options: DdpmFitOptions,
): Promise<TrainHistory> {
  requireEvent(data, model.eventShape);
  const { batchSize = 64, timesteps = "uniform", ...rest } = options;
  const { lossWeighting, gamma, labelDropout, boundWeight, ...run } = rest;
  const aims = { lossWeighting, gamma, labelDropout, boundWeight };
  const indices = createBatches(data.count, batchSize, options.rng.fold("batches"));
  const fingerprint = JSON.stringify({
    model: config,
    batchSize,
    timesteps,
    ...aims,
    data: data.id,
    key: options.rng.key,
  });
  const drawing = createTimestepTraining(timesteps, model.process.T);
  try {
    const objective = createObjective({ ...model, data, indices, timesteps: drawing }, aims);
    const trainable = drawing.trainable(model.network.parameters);
    return await train(trainable, objective, { fingerprint, ...run });
  } finally {
    drawing.dispose();
  }
}

function withDefaults(config: DdpmConfig): Required<DdpmConfig> {
  return {
    T: 1000,
    schedule: "linear",
    zeroTerminalSnr: false,
    target: "epsilon",
    variance: "fixed",
    ...config,
  };
}

function requireUsable(config: Required<DdpmConfig>, { alphaBars }: ForwardProcess): void {
  const { target, variance, network } = config;
  requireTarget("ddpm", target);
  if (variance !== "fixed" && variance !== "learned") {
    throw new RangeError(`ddpm: variance=${String(variance)}; pass "fixed" or "learned".`);
  }
  if ("outChannels" in network && network.outChannels !== undefined) {
    throw new RangeError(
      `ddpm: network.outChannels=${network.outChannels} follows from the variance; leave it out.`,
    );
  }
  if (target !== "epsilon" || alphaBars.at(-1) !== 0) return;
  throw new RangeError(
    'ddpm: the last step leaves nothing of the picture, and its noise says nothing of it: pass target "v" or "x0".',
  );
}

function requireEvent(data: Examples, eventShape: readonly number[]): void {
  if (data.eventShape.join() === eventShape.join()) return;
  throw new RangeError(
    `ddpm: the data's examples have shape [${data.eventShape.join(", ")}]; the network is for ` +
      `[${eventShape.join(", ")}]. Change the network's imageSize and channels, or its dim.`,
  );
}
