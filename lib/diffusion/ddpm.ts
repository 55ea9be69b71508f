import type { Examples } from "../core/examples";
import type { GenerativeModel } from "../core/model";
import type { NdArray } from "../core/ndarray";
import type { Rng } from "../core/rng";
import type * as tf from "../core/tf";
import type { Parameters } from "../nn";
import {
  loadModel,
  prepareFit,
  saveModel,
  train,
  type CardNotes,
  type CheckpointCard,
  type FitOptions,
  type TrainHistory,
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

/** `batchSize` is 64 by default. */
export interface DdpmFitOptions extends FitOptions, ObjectiveOptions {
  /** How timesteps are drawn. @default "uniform" */
  readonly timesteps?: TimestepSampling;
}

export interface Ddpm
  extends
    GenerativeModel<DdpmFitOptions, DdpmSampleOptions, TrainHistory, CheckpointCard, CardNotes>,
    Sampling {
  readonly config: Required<DdpmConfig>;
  readonly network: DiffusionNetwork;
  /** The network's. */
  readonly parameters: Parameters;
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
  return loadModel(file, KIND, createDdpm);
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
  const { parameters } = network;
  const description = "Denoising diffusion probabilistic model";

  return {
    ...sampling,
    config: full,
    network,
    parameters,
    process,
    alphaBars: process.alphaBars,
    noised: process.noised,
    predictor: (conditioning) => createPredictor(model, conditioning),
    bound: (pictures, options) => diffusionBound(model, pictures, options),
    fit: (data, options) => fit(model, full, data, options),
    save: (file, notes) =>
      saveModel(file, { kind: KIND, description, config: full, parameters }, notes),
    dispose() {
      sampling.dispose();
      parameters.dispose();
    },
  };
}

async function fit(
  model: SampledModel,
  config: Required<DdpmConfig>,
  data: Examples,
  options: DdpmFitOptions,
): Promise<TrainHistory> {
  const { batchSize = 64, timesteps = "uniform", ...rest } = options;
  const { lossWeighting, gamma, labelDropout, boundWeight, ...run } = rest;
  const aims = { lossWeighting, gamma, labelDropout, boundWeight };
  const { indices, fingerprint } = prepareFit(
    {
      where: "ddpm",
      eventShape: model.eventShape,
      hint: "the network's imageSize and channels, or its dim",
    },
    data,
    { batchSize, rng: options.rng },
    { model: config, timesteps, ...aims },
  );
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
