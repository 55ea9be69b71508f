import * as tf from "../../core/tf";
import { createConv2d, type ParameterScope } from "../../nn";
import {
  createFeatureDecoder,
  createFeatureEncoder,
  featureShape,
  pictureDefaults,
} from "../convolutional";
import { createOutput, type OutputDistribution } from "../output";
import { createCodebook, type Codebook } from "./codebook";
import { createCodePrior, type CodePrior } from "./codePrior";
import type { FullVqVaeConfig } from "./vqVae";

/** The trained and the counted parts of a VQ-VAE. */
export interface VqParts {
  readonly codebook: Codebook;
  readonly prior: CodePrior;
  readonly output: OutputDistribution;
  /** Side of the code map. */
  readonly side: number;
  /** z_e of pictures, [B,H,W,C] → [B·side²,D]. */
  encodeFeatures(x: tf.Tensor): tf.Tensor2D;
  /** The output's raw numbers of z_q, [B·side²,D] → [B,H,W,·]. */
  decodeFeatures(z: tf.Tensor2D): tf.Tensor4D;
}

/** @throws RangeError for sizes that are none. */
export function createParts(parameters: ParameterScope, config: FullVqVaeConfig): VqParts {
  const network = pictureDefaults(config.network);
  const { side, channels } = featureShape(network);
  const { codeDim, codes, decay } = config;
  const output = createOutput(parameters.in("output"), config);
  const encoder = createFeatureEncoder(parameters.in("encoder"), network);
  const conv = (name: string, inChannels: number, outChannels: number) =>
    createConv2d(parameters.in(name), { inChannels, outChannels, kernelSize: 1 });
  const toCodes = conv("encoder.out", channels, codeDim);
  const fromCodes = conv("decoder.in", codeDim, channels);
  const outChannels = network.channels * output.outputs;
  const decoder = createFeatureDecoder(parameters.in("decoder"), network, outChannels);
  return {
    output,
    side,
    codebook: createCodebook(parameters.in("codebook"), config),
    prior: createCodePrior(parameters.in("prior"), { positions: side * side, codes, decay }),
    encodeFeatures: (x) =>
      tf.tidy(() => toCodes(encoder(x as tf.Tensor4D)).reshape<tf.Tensor2D>([-1, codeDim])),
    decodeFeatures: (z) =>
      tf.tidy(() => decoder(fromCodes(z.reshape<tf.Tensor4D>([-1, side, side, codeDim])))),
  };
}
