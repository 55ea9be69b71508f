import { requireInteger } from "../core/arguments";
import * as tf from "../core/tf";
import { createConv2d, silu, type ParameterScope } from "../nn";

/** Networks of square pictures. */
export interface PictureNetworkConfig {
  /** Side of the pictures, a multiple of 4: 28. */
  readonly imageSize: number;
  /** Channels of the pictures: 1 for grey. */
  readonly channels: number;
  /** Channels at half the side; twice as many at a quarter. @default 16 */
  readonly baseChannels?: number;
  /** Width of the layer between the pictures' features and the latent vector. @default 128 */
  readonly hidden?: number;
}

/** @throws RangeError for sizes that are none, or a side that is no multiple of 4. */
export function pictureDefaults(config: PictureNetworkConfig): Required<PictureNetworkConfig> {
  const full = { baseChannels: 16, hidden: 128, ...config };
  for (const name of ["imageSize", "channels", "baseChannels", "hidden"] as const) {
    requireInteger("vae", `network.${name}`, full[name], 1);
  }
  if (full.imageSize % 4 === 0) return full;
  throw new RangeError(
    `vae: network.imageSize=${full.imageSize} cannot be halved twice; pass a multiple of 4.`,
  );
}

/** Side and channels of the feature maps that both halves share: [B,side,side,channels]. */
export const featureShape = ({ imageSize, baseChannels }: Required<PictureNetworkConfig>) => ({
  side: imageSize / 4,
  channels: 2 * baseChannels,
});

/** Pictures to features, two convolutions of stride 2 and one of stride 1: [B,S,S,C] → [B,S/4,S/4,2·baseChannels]. */
export function createFeatureEncoder(
  scope: ParameterScope,
  { channels, baseChannels }: Required<PictureNetworkConfig>,
): (x: tf.Tensor4D) => tf.Tensor4D {
  const wide = 2 * baseChannels;
  const conv = (name: string, inChannels: number, outChannels: number, stride: number) =>
    createConv2d(scope.in(name), { inChannels, outChannels, stride });
  const [first, second, third] = [
    conv("conv1", channels, baseChannels, 2),
    conv("conv2", baseChannels, wide, 2),
    conv("conv3", wide, wide, 1),
  ];
  return (x) => tf.tidy(() => silu(third(silu(second(silu(first(x)))))));
}

/**
 * Features to what the output distribution needs: [B,S/4,S/4,2·baseChannels] → [B,S,S,outChannels]. Each doubling of the
 * side is a convolution to four times the channels, which become the four pixels of a square (Shi et al. 2016): all
 * convolutions are made on the small maps.
 */
export function createFeatureDecoder(
  scope: ParameterScope,
  { baseChannels }: Required<PictureNetworkConfig>,
  outChannels: number,
): (h: tf.Tensor4D) => tf.Tensor4D {
  const wide = 2 * baseChannels;
  const conv = (name: string, inChannels: number, outChannels: number) =>
    createConv2d(scope.in(name), { inChannels, outChannels });
  const doubled = (h: tf.Tensor4D) => tf.depthToSpace(h, 2, "NHWC");
  const [first, second, third, fourth] = [
    conv("conv1", wide, wide),
    conv("conv2", wide, 4 * baseChannels),
    conv("conv3", baseChannels, baseChannels),
    conv("conv4", baseChannels, 4 * outChannels),
  ];
  return (h) =>
    tf.tidy(() => {
      const half = silu(doubled(second(silu(first(h))))); // [B,S/2,S/2,baseChannels]
      return doubled(fourth(silu(third(half))));
    });
}
