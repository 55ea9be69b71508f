import type * as tf from "../core/tf";
import type { ParameterScope } from "../nn";
import { createDcgan, type DcganConfig } from "./dcgan";
import { createPerceptrons, type PerceptronConfig } from "./perceptrons";

/** Latent variables [B,latentDim] and, where there are classes, one-hot classes [B,classes] → examples [B,...]. */
export type Generator = (z: tf.Tensor2D, classes?: tf.Tensor2D) => tf.Tensor;

/** Examples [B,...] and their one-hot classes [B,classes] → logits of being real, [B]. */
export type Discriminator = (x: tf.Tensor, classes?: tf.Tensor2D) => tf.Tensor1D;

/** Both networks. */
export interface Networks {
  readonly generate: Generator;
  readonly discriminate: Discriminator;
}

/** Where each network creates its parameters. */
export interface NetworkScopes {
  readonly generator: ParameterScope;
  readonly discriminator: ParameterScope;
}

/** What both networks are built for. */
export interface NetworkSizes {
  readonly latentDim: number;
  /** 0 for none. */
  readonly classes: number;
}

/** A DCGAN for pictures, or two perceptrons (`dim`) for points. */
export type NetworkConfig = DcganConfig | PerceptronConfig;

export const isPerceptron = (config: NetworkConfig): config is PerceptronConfig => "dim" in config;

/** Shape of one example. */
export const eventShapeOf = (config: NetworkConfig): readonly number[] =>
  isPerceptron(config) ? [config.dim] : [config.imageSize, config.imageSize, config.channels];

/** @throws RangeError for sizes that do not fit each other. */
export const createNetworks = (
  config: NetworkConfig,
  scopes: NetworkScopes,
  sizes: NetworkSizes,
): Networks =>
  isPerceptron(config)
    ? createPerceptrons(config, scopes, sizes)
    : createDcgan(config, scopes, sizes);
