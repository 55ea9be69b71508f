import { requireInteger, requireShape } from "../core/arguments";
import * as tf from "../core/tf";
import { createLinear, silu, type ParameterScope } from "../nn";
import {
  createFeatureDecoder,
  createFeatureEncoder,
  featureShape,
  pictureDefaults,
  type PictureNetworkConfig,
} from "./convolutional";

/** Perceptrons for points. */
export interface PointNetworkConfig {
  /** Numbers in a point: 2 for the plane. */
  readonly dim: number;
  /** Width of every hidden layer. @default 64 */
  readonly width?: number;
  /** Hidden layers of each half; 0 makes both linear. @default 2 */
  readonly depth?: number;
}

/** Convolutions for pictures, or perceptrons (`dim`) for points. */
export type NetworkConfig = PictureNetworkConfig | PointNetworkConfig;

/** The two halves of an autoencoder, without what the numbers in the middle and at the end mean. */
export interface EncoderDecoder {
  /** [B,...event] → [B,codeSize] */
  encode(x: tf.Tensor): tf.Tensor2D;
  /** [B,latentDim] → [B,...event], the last axis `outputs` times as long */
  decode(z: tf.Tensor2D): tf.Tensor;
}

export interface Sizes {
  /** Numbers that the encoder gives for an example. */
  readonly codeSize: number;
  /** Numbers that the decoder is given. */
  readonly latentDim: number;
  /** Numbers that the decoder gives for each number of the data. */
  readonly outputs: number;
}

export const isPoints = (config: NetworkConfig): config is PointNetworkConfig => "dim" in config;

/** Shape of one example. */
export const eventShapeOf = (config: NetworkConfig): readonly number[] =>
  isPoints(config) ? [config.dim] : [config.imageSize, config.imageSize, config.channels];

/** Encoder and decoder with fresh weights. @throws RangeError for sizes that are none. */
export function createEncoderDecoder(
  scope: ParameterScope,
  config: NetworkConfig,
  sizes: Sizes,
): EncoderDecoder {
  requireInteger("vae", "latentDim", sizes.latentDim, 1);
  const create = isPoints(config) ? points(scope, config, sizes) : pictures(scope, config, sizes);
  const event = eventShapeOf(config);
  return {
    encode(x) {
      requireShape("vae", "x", x.shape, [-1, ...event]);
      return create.encode(x);
    },
    decode(z) {
      requireShape("vae", "z", z.shape, [-1, sizes.latentDim]);
      return create.decode(z);
    },
  };
}

function points(scope: ParameterScope, config: PointNetworkConfig, sizes: Sizes): EncoderDecoder {
  const { dim, width = 64, depth = 2 } = config;
  requireInteger("vae", "network.dim", dim, 1);
  requireInteger("vae", "network.width", width, 1);
  requireInteger("vae", "network.depth", depth, 0);
  const perceptron = (name: string, inFeatures: number, outFeatures: number) => {
    const ends = [inFeatures, ...new Array<number>(depth).fill(width), outFeatures];
    const layers = ends
      .slice(1)
      .map((out, i) =>
        createLinear(scope.in(`${name}.linear${i}`), { inFeatures: ends[i]!, outFeatures: out }),
      );
    return (x: tf.Tensor2D) =>
      tf.tidy(() => layers.reduce((h, layer, i) => layer(i === 0 ? h : silu(h)), x));
  };
  const encode = perceptron("encoder", dim, sizes.codeSize);
  return {
    encode: (x) => encode(x as tf.Tensor2D),
    decode: perceptron("decoder", sizes.latentDim, dim * sizes.outputs),
  };
}

function pictures(
  scope: ParameterScope,
  config: PictureNetworkConfig,
  { codeSize, latentDim, outputs }: Sizes,
): EncoderDecoder {
  const full = pictureDefaults(config);
  const { hidden } = full;
  const { side, channels } = featureShape(full);
  const features = side * side * channels;
  const linear = (name: string, inFeatures: number, outFeatures: number) =>
    createLinear(scope.in(name), { inFeatures, outFeatures });
  const toFeatures = createFeatureEncoder(scope.in("encoder"), full);
  const down1 = linear("encoder.linear1", features, hidden);
  const down2 = linear("encoder.linear2", hidden, codeSize);
  const up1 = linear("decoder.linear1", latentDim, hidden);
  const up2 = linear("decoder.linear2", hidden, features);
  const toPictures = createFeatureDecoder(scope.in("decoder"), full, full.channels * outputs);
  return {
    encode: (x) =>
      tf.tidy(() => {
        const flat = toFeatures(x as tf.Tensor4D).reshape<tf.Tensor2D>([-1, features]);
        return down2(silu(down1(flat)));
      }),
    decode: (z) =>
      tf.tidy(() => {
        const flat = silu(up2(silu(up1(z))));
        return toPictures(flat.reshape<tf.Tensor4D>([-1, side, side, channels]));
      }),
  };
}
