import { requireInteger, requireShape } from "../core/arguments";
import * as tf from "../core/tf";
import {
  createConv2d,
  createGroupNorm,
  createLinear,
  leakyRelu,
  upsample2x,
  type ParameterScope,
} from "../nn";
import { createLabelInput, createProjection, requireClasses } from "./classes";
import type { Discriminator, Generator, Networks, NetworkScopes, NetworkSizes } from "./network";

/** A generator and a discriminator of pictures, in one typed config. */
export interface DcganConfig {
  /** Side of the square pictures; a multiple of 4. */
  readonly imageSize: number;
  readonly channels: number;
  /** Channels at half the side; twice as many at a quarter. A multiple of `groups`. @default 32 */
  readonly baseChannels?: number;
  /** Groups of the generator's group normalisations. @default 8 */
  readonly groups?: number;
  /** Length of the generator's vector of a class. @default 32 */
  readonly labelDim?: number;
}

/** @throws RangeError for sizes that are none, or do not fit each other. */
export function dcganDefaults(config: DcganConfig): Required<DcganConfig> {
  const full = { baseChannels: 32, groups: 8, labelDim: 32, ...config };
  for (const [name, size] of Object.entries(full)) requireInteger("dcgan", name, size, 1);
  const { imageSize, baseChannels, groups } = full;
  if (imageSize % 4 !== 0) {
    throw new RangeError(
      `dcgan: imageSize=${imageSize} cannot be halved twice; pass a multiple of 4.`,
    );
  }
  if (baseChannels % groups !== 0) {
    throw new RangeError(
      `dcgan: ${groups} groups do not divide baseChannels=${baseChannels}; choose a divisor.`,
    );
  }
  return full;
}

/**
 * z → [S/4,S/4,2C] → nearest-neighbour upsampling and convolution → [S/2,S/2,C] → sub-pixel convolution (Shi et al. 2016)
 * → [S,S,channels] in [-1, 1]. Group normalisation takes the place of DCGAN's batch normalisation, so that a picture
 * depends on its own z alone; upsampling before a convolution leaves no checkerboard (Odena et al. 2016).
 */
function createGenerator(
  scope: ParameterScope,
  config: Required<DcganConfig>,
  { latentDim, classes }: NetworkSizes,
): Generator {
  const { imageSize, channels, baseChannels: C, groups, labelDim } = config;
  const quarter = imageSize / 4;
  const label = createLabelInput(scope.in("label"), { classes, labelDim });
  const start = createLinear(scope.in("start"), {
    inFeatures: latentDim + (classes > 0 ? labelDim : 0),
    outFeatures: quarter * quarter * 2 * C,
  });
  const norm1 = createGroupNorm(scope.in("norm1"), { channels: 2 * C, groups });
  const conv = createConv2d(scope.in("conv"), { inChannels: 2 * C, outChannels: C });
  const norm2 = createGroupNorm(scope.in("norm2"), { channels: C, groups });
  const out = createConv2d(scope.in("out"), { inChannels: C, outChannels: 4 * channels });

  return (z, oneHot) => {
    requireShape("dcgan", "z", z.shape, [-1, latentDim]);
    requireClasses("dcgan", oneHot, { classes, count: z.shape[0] });
    return tf.tidy(() => {
      const seeded = start(label(z, oneHot)).reshape<tf.Tensor4D>([-1, quarter, quarter, 2 * C]);
      const h = upsample2x(tf.relu(norm1(seeded))); // [B,S/2,S/2,2C]
      return tf.tanh(tf.depthToSpace(out(tf.relu(norm2(conv(h)))), 2, "NHWC"));
    });
  };
}

/** Strided convolutions [S,S,channels] → [S/2,S/2,C] → [S/4,S/4,2C] → [⌈S/8⌉,⌈S/8⌉,4C] → logit, without normalisation. */
function createDiscriminator(
  scope: ParameterScope,
  { imageSize, channels, baseChannels: C }: Required<DcganConfig>,
  classes: number,
): Discriminator {
  const conv = (name: string, inChannels: number, outChannels: number, kernelSize: number) =>
    createConv2d(scope.in(name), { inChannels, outChannels, kernelSize, stride: 2 });
  const convolutions = [
    conv("conv1", channels, C, 4),
    conv("conv2", C, 2 * C, 3),
    conv("conv3", 2 * C, 4 * C, 3),
  ];
  const features = Math.ceil(imageSize / 8) ** 2 * 4 * C;
  const logit = createLinear(scope.in("out"), { inFeatures: features, outFeatures: 1 });
  const projection =
    classes > 0 ? createProjection(scope.in("label"), { classes, features }) : undefined;

  return (x, oneHot) => {
    requireShape("dcgan", "x", x.shape, [-1, imageSize, imageSize, channels]);
    requireClasses("dcgan", oneHot, { classes, count: x.shape[0]! });
    return tf.tidy(() => {
      const maps = convolutions.reduce((h, conv) => leakyRelu(conv(h)), x as tf.Tensor4D);
      const h = maps.reshape<tf.Tensor2D>([-1, features]);
      const plain = logit(h).reshape<tf.Tensor1D>([-1]);
      return projection ? plain.add<tf.Tensor1D>(projection(h, oneHot!)) : plain;
    });
  };
}

/** Both networks, after Radford et al. 2016. */
export function createDcgan(
  config: DcganConfig,
  { generator, discriminator }: NetworkScopes,
  sizes: NetworkSizes,
): Networks {
  const full = dcganDefaults(config);
  return {
    generate: createGenerator(generator, full, sizes),
    discriminate: createDiscriminator(discriminator, full, sizes.classes),
  };
}
