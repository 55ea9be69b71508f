import path from "node:path";
import { requireInteger } from "../core/arguments";
import type { Examples } from "../core/examples";
import type { GenerativeModel } from "../core/model";
import { toNdArray, type NdArray } from "../core/ndarray";
import { keyTensor, randomNormal, type KeyTensor } from "../core/random";
import { seed, type Rng } from "../core/rng";
import * as tf from "../core/tf";
import { alphaBars, cosineBetas, linearBetas } from "../math";
import { mse } from "../nn";
import {
  createBatches,
  loadCheckpoint,
  readTensors,
  saveCheckpoint,
  train,
  withTensors,
  type CardNotes,
  type CheckpointCard,
  type Objective,
  type TrainHistory,
  type TrainOptions,
} from "../train";
import {
  ancestralSample,
  createAncestralStep,
  type AncestralOptions,
  type Trajectory,
} from "./ancestral";
import { createUNet, type NoisePredictor, type UNetConfig } from "./unet";

/** Denoising diffusion probabilistic model; Ho et al. 2020. */
export interface DdpmConfig {
  readonly network: UNetConfig;
  /** Steps of the forward process. @default 1000 */
  readonly T?: number;
  /** @default "linear", the paper's */
  readonly schedule?: "linear" | "cosine";
}

export interface DdpmFitOptions extends TrainOptions {
  /** @default 64 */
  readonly batchSize?: number;
}

export interface Ddpm extends GenerativeModel<
  DdpmFitOptions,
  AncestralOptions,
  TrainHistory,
  CheckpointCard,
  CardNotes
> {
  readonly config: Required<DdpmConfig>;
  readonly network: NoisePredictor;
  /** ᾱ_t of the trained process, index t - 1. */
  readonly alphaBars: Float64Array;
  /** Noises clean images: x_t = √ᾱ_t x_0 + √(1 - ᾱ_t) ε, equation 4. x0 and noise [B,H,W,C], t [B] 0-based. */
  noised(x0: tf.Tensor4D, t: ArrayLike<number>, noise: tf.Tensor4D): tf.Tensor4D;
  /** Samples and keeps every intermediate picture. */
  sampleTrajectory(n: number, options: AncestralOptions): Promise<Trajectory>;
}

const KIND = "ddpm";
const schedules: Record<Required<DdpmConfig>["schedule"], (T: number) => Float64Array> = {
  linear: (T) => linearBetas(T),
  cosine: (T) => cosineBetas(T),
};

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

/** A new model with fresh weights from `rng`. */
export function createDdpm(config: DdpmConfig, rng: Rng): Ddpm {
  const full = { T: 1000, schedule: "linear" as const, ...config };
  const makeBetas = schedules[full.schedule];
  if (makeBetas === undefined) {
    throw new RangeError(
      `ddpm: schedule=${String(full.schedule)}; pass one of ${Object.keys(schedules).join(", ")}.`,
    );
  }
  const betas = makeBetas(full.T);
  const bars = alphaBars(betas);
  const network = createUNet(full.network, rng);
  const { imageSize, channels } = full.network;
  const eventShape = [imageSize, imageSize, channels] as const;

  const coefficients = (t: ArrayLike<number>, f: (bar: number) => number) => {
    const values = Array.from(t, (step) => {
      requireInteger("ddpm", "t", step, 0, full.T - 1);
      return f(bars[step]!);
    });
    return tf.tensor4d(values, [values.length, 1, 1, 1]);
  };
  /** √ᾱ_t and √(1 - ᾱ_t), [B,1,1,1] each. */
  const noisingCoefficients = (t: ArrayLike<number>) =>
    [coefficients(t, Math.sqrt), coefficients(t, (bar) => Math.sqrt(1 - bar))] as const;
  const noised: Ddpm["noised"] = (x0, t, noise) =>
    tf.tidy(() => {
      const [signal, rest] = noisingCoefficients(t);
      return x0.mul(signal).add(noise.mul<tf.Tensor4D>(rest));
    });
  /** Algorithm 1 of the paper: lines 2-4 draw x_0, t and ε; line 5 is the loss. */
  const objective = (data: Examples, indices: (step: number) => Uint32Array): Objective => ({
    inputs: (step, rng) =>
      tf.tidy(() => {
        const x0 = data.batch(indices(step)) as tf.Tensor4D;
        const [timeRng, noiseRng] = rng.split(2) as [Rng, Rng];
        const t = timeRng.integerArray(x0.shape[0], { high: full.T });
        const [signal, rest] = noisingCoefficients(t);
        return [x0, tf.tensor1d(t, "float32"), signal, rest, keyTensor(noiseRng)];
      }),
    loss: (x0, t, signal, rest, key) =>
      tf.tidy(() => {
        const noise = randomNormal(key as KeyTensor, (x0 as tf.Tensor4D).shape);
        const x = x0!.mul(signal!).add<tf.Tensor4D>(noise.mul(rest!));
        return mse(network.predict(x, t as tf.Tensor1D), noise);
      }),
  });
  const process = { alphaBars: bars, eventShape, step: createAncestralStep(network.predict) };

  return {
    config: full,
    network,
    alphaBars: bars,
    noised,
    fit(data, options) {
      requireEvent(data, eventShape);
      const { batchSize = 64, ...rest } = options;
      const indices = createBatches(data.count, batchSize, options.rng.fold("batches"));
      const fingerprint = JSON.stringify({
        model: full,
        batchSize,
        data: data.id,
        key: options.rng.key,
      });
      return train(network.parameters, objective(data, indices), { fingerprint, ...rest });
    },
    async sample(n, options): Promise<NdArray> {
      return toNdArray(await ancestralSample(process, n, options));
    },
    async sampleTrajectory(n, options) {
      const steps: NdArray[] = [];
      const timesteps: number[] = [];
      const keep = async (x: tf.Tensor4D, t: number) => {
        timesteps.push(t);
        steps.push({ data: Float32Array.from(await x.data<"float32">()), shape: [...x.shape] });
      };
      const last = await ancestralSample(process, n, options, keep);
      last.dispose();
      return { steps, timesteps };
    },
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
      process.step.dispose();
      network.parameters.dispose();
    },
  };
}

function requireEvent(data: Examples, eventShape: readonly number[]): void {
  if (data.eventShape.join() === eventShape.join()) return;
  throw new RangeError(
    `ddpm: the data's examples have shape [${data.eventShape.join(", ")}]; the network is for ` +
      `[${eventShape.join(", ")}]. Change the network's imageSize and channels.`,
  );
}
