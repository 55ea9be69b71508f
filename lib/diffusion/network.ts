import type { Rng } from "../core/rng";
import type * as tf from "../core/tf";
import type { Parameters } from "../nn";
import { createMlp, type MlpConfig } from "./mlp";
import { createUNet } from "./unet";
import type { UNetConfig } from "./unetConfig";

/** What a network may be told besides x and t. */
export interface NetworkConditions {
  /** Class of each example, int32 [B], 0 to classes - 1; `classes` itself stands for 'no class', as when left out. */
  readonly labels?: tf.Tensor1D;
  /** Keys of the dropout of one update, from `dropoutKeys`; without them nothing is dropped. */
  readonly dropoutKeys?: tf.Tensor2D;
}

/** A network of noisy examples [B,...] and 0-based timesteps [B], whose output has `outChannels` in its last axis. */
export interface DiffusionNetwork {
  readonly parameters: Parameters;
  /** Classes that it can be told of; 0 for none. */
  readonly classes: number;
  readonly outChannels: number;
  predict(x: tf.Tensor, t: tf.Tensor1D, conditions?: NetworkConditions): tf.Tensor;
  /** A key for each place that drops, int32 [places,2]; the caller frees it. Absent without dropout. */
  dropoutKeys?(rng: Rng): tf.Tensor2D;
}

/** A U-Net for pictures, or a perceptron (`dim`) for points. */
export type NetworkConfig = UNetConfig | MlpConfig;

export const isMlp = (config: NetworkConfig): config is MlpConfig => "dim" in config;

/** Shape of one example. */
export const eventShapeOf = (config: NetworkConfig): readonly number[] =>
  isMlp(config) ? [config.dim] : [config.imageSize, config.imageSize, config.channels];

/** Size of the last axis of an example. */
export const channelsOf = (config: NetworkConfig): number =>
  isMlp(config) ? config.dim : config.channels;

/** @throws RangeError for sizes that do not fit each other. */
export const createNetwork = (
  config: NetworkConfig,
  outChannels: number,
  rng: Rng,
): DiffusionNetwork =>
  isMlp(config) ? createMlp(config, outChannels, rng) : createUNet({ ...config, outChannels }, rng);
