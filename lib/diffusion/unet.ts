import type { Rng } from "../core/rng";
import { requireInteger, requireShape } from "../core/arguments";
import * as tf from "../core/tf";
import {
  createConv2d,
  createGroupNorm,
  createLinear,
  createSelfAttention,
  Parameters,
  silu,
  timeEmbedding,
  upsample2x,
  type Conv2d,
  type ParameterScope,
} from "../nn";

/** The U-Net of DDPM (Ho et al. 2020, appendix B), in one typed config. */
export interface UNetConfig {
  /** Side of the square images; divisible by 2^(levels - 1). */
  readonly imageSize: number;
  readonly channels: number;
  /** Width of the first level. @default 32 */
  readonly baseChannels?: number;
  /** Width of each level as a multiple of the first; the image halves between levels. @default [1, 2, 2] */
  readonly channelMultipliers?: readonly number[];
  /** Residual blocks per level on the way down; one more on the way up. @default 1 */
  readonly blocksPerLevel?: number;
  /** Image sides at which each residual block is followed by self-attention. @default [7] */
  readonly attentionResolutions?: readonly number[];
  /** Groups of every group normalisation. @default 8 */
  readonly groups?: number;
}

/** A network ε(x, t): images [B,H,W,C] and 0-based timesteps [B] → [B,H,W,C]. */
export interface NoisePredictor {
  readonly parameters: Parameters;
  predict(x: tf.Tensor4D, t: tf.Tensor1D): tf.Tensor4D;
}

type Block = (x: tf.Tensor4D, embedding: tf.Tensor2D) => tf.Tensor4D;

interface BlockConfig {
  readonly inChannels: number;
  readonly outChannels: number;
  readonly embeddingDim: number;
  readonly groups: number;
  readonly attention: boolean;
}

/** norm, SiLU, conv, plus the time; norm, SiLU, conv (zero at first); plus the input. Then attention where asked. */
function createBlock(scope: ParameterScope, config: BlockConfig): Block {
  const { inChannels, outChannels, embeddingDim, groups } = config;
  const norm1 = createGroupNorm(scope.in("norm1"), { channels: inChannels, groups });
  const conv1 = createConv2d(scope.in("conv1"), { inChannels, outChannels });
  const time = createLinear(scope.in("time"), {
    inFeatures: embeddingDim,
    outFeatures: outChannels,
  });
  const norm2 = createGroupNorm(scope.in("norm2"), { channels: outChannels, groups });
  const conv2 = createConv2d(scope.in("conv2"), {
    inChannels: outChannels,
    outChannels,
    zeroInit: true,
  });
  const skip: Conv2d =
    inChannels === outChannels
      ? (x) => x
      : createConv2d(scope.in("skip"), { inChannels, outChannels, kernelSize: 1 });
  const attend = config.attention
    ? createSelfAttention(scope.in("attention"), { channels: outChannels, groups })
    : (x: tf.Tensor4D) => x;
  return (x, embedding) =>
    tf.tidy(() => {
      let h = conv1(silu(norm1(x)));
      h = h.add(time(embedding).expandDims(1).expandDims(1)); // [B,1,1,C]
      h = conv2(silu(norm2(h)));
      return attend(skip(x).add(h));
    });
}

interface Level {
  readonly blocks: readonly Block[];
  /** To the next level: down or up by 2; absent at the last. */
  readonly resize?: Conv2d;
}

/** The stem's, and every block's and downsampling's, width: what the way up takes back in reverse order. */
function buildDown(scope: ParameterScope, config: Required<UNetConfig>, widths: number[]): Level[] {
  let inChannels = widths[0]!;
  return config.channelMultipliers.map((multiplier, level) => {
    const outChannels = config.baseChannels * multiplier;
    const here = scope.in(String(level));
    const blocks = Array.from({ length: config.blocksPerLevel }, (_, i) => {
      const block = createBlock(
        here.in(`block${i}`),
        blockConfig(config, inChannels, outChannels, level),
      );
      inChannels = outChannels;
      widths.push(outChannels);
      return block;
    });
    if (level === config.channelMultipliers.length - 1) return { blocks };
    widths.push(outChannels);
    const resize = createConv2d(here.in("down"), { inChannels, outChannels, stride: 2 });
    return { blocks, resize };
  });
}

function buildUp(scope: ParameterScope, config: Required<UNetConfig>, widths: number[]): Level[] {
  const levels = config.channelMultipliers.length;
  let inChannels = config.baseChannels * config.channelMultipliers[levels - 1]!;
  return Array.from({ length: levels }, (_, i) => levels - 1 - i).map((level) => {
    const outChannels = config.baseChannels * config.channelMultipliers[level]!;
    const here = scope.in(String(level));
    const blocks = Array.from({ length: config.blocksPerLevel + 1 }, (_, i) => {
      const joined = inChannels + widths.pop()!;
      inChannels = outChannels;
      return createBlock(here.in(`block${i}`), blockConfig(config, joined, outChannels, level));
    });
    if (level === 0) return { blocks };
    const conv = createConv2d(here.in("up"), { inChannels, outChannels });
    return { blocks, resize: (x) => conv(upsample2x(x)) };
  });
}

function blockConfig(
  config: Required<UNetConfig>,
  inChannels: number,
  outChannels: number,
  level: number,
): BlockConfig {
  return {
    inChannels,
    outChannels,
    embeddingDim: 4 * config.baseChannels,
    groups: config.groups,
    attention: config.attentionResolutions.includes(config.imageSize / 2 ** level),
  };
}

function withDefaults(config: UNetConfig): Required<UNetConfig> {
  const full = {
    baseChannels: 32,
    channelMultipliers: [1, 2, 2],
    blocksPerLevel: 1,
    attentionResolutions: [7],
    groups: 8,
    ...config,
  };
  requireSizes(full);
  const factor = 2 ** (full.channelMultipliers.length - 1);
  if (!Number.isInteger(full.imageSize / factor)) {
    throw new RangeError(
      `unet: imageSize=${full.imageSize} cannot be halved ${full.channelMultipliers.length - 1} times; ` +
        `pass a multiple of ${factor}, or fewer channelMultipliers.`,
    );
  }
  return full;
}

function requireSizes(config: Required<UNetConfig>): void {
  const { imageSize, channels, baseChannels, blocksPerLevel, channelMultipliers, groups } = config;
  for (const [name, size] of Object.entries({ imageSize, channels, blocksPerLevel })) {
    requireInteger("unet", name, size, 1);
  }
  if (channelMultipliers.length === 0) {
    throw new RangeError("unet: channelMultipliers is empty; pass one for each level.");
  }
  for (const multiplier of channelMultipliers) {
    requireInteger("unet", "channelMultipliers", multiplier, 1);
  }
  requireInteger("unet", "groups", groups, 1);
  if (!Number.isInteger(baseChannels / 2) || baseChannels < 4) {
    throw new RangeError(`unet: baseChannels=${baseChannels}; pass an even number of at least 4.`);
  }
  if (baseChannels % groups !== 0) {
    throw new RangeError(
      `unet: ${groups} groups do not divide baseChannels=${baseChannels}; choose a divisor.`,
    );
  }
}

/** Builds the network with fresh weights from `rng`. */
export function createUNet(config: UNetConfig, rng: Rng): NoisePredictor {
  const full = withDefaults(config);
  const { baseChannels, channels, groups, imageSize } = full;
  const parameters = new Parameters(rng);
  const embeddingDim = 4 * baseChannels;
  const time1 = createLinear(parameters.in("time1"), {
    inFeatures: baseChannels,
    outFeatures: embeddingDim,
  });
  const time2 = createLinear(parameters.in("time2"), {
    inFeatures: embeddingDim,
    outFeatures: embeddingDim,
  });
  const stem = createConv2d(parameters.in("stem"), {
    inChannels: channels,
    outChannels: baseChannels,
  });
  const widths = [baseChannels];
  const down = buildDown(parameters.in("down"), full, widths);
  const lowest = full.channelMultipliers.length - 1;
  const bottom = baseChannels * full.channelMultipliers[lowest]!;
  const middle = { ...blockConfig(full, bottom, bottom, lowest), attention: true };
  const middle1 = createBlock(parameters.in("middle1"), middle);
  const middle2 = createBlock(parameters.in("middle2"), { ...middle, attention: false });
  const up = buildUp(parameters.in("up"), full, widths);
  const normOut = createGroupNorm(parameters.in("normOut"), { channels: baseChannels, groups });
  const out = createConv2d(parameters.in("out"), {
    inChannels: baseChannels,
    outChannels: channels,
    zeroInit: true,
  });

  const predict = (x: tf.Tensor4D, t: tf.Tensor1D): tf.Tensor4D => {
    requireShape("unet", "x", x.shape, [-1, imageSize, imageSize, channels]);
    requireShape("unet", "t", t.shape, [x.shape[0]]);
    return tf.tidy(() => {
      const embedding = silu(time2(silu(time1(timeEmbedding(t, baseChannels))))); // [B,4·base]
      let h = stem(x);
      const skips = [h];
      for (const { blocks, resize } of down) {
        for (const block of blocks) skips.push((h = block(h, embedding)));
        if (resize) skips.push((h = resize(h)));
      }
      h = middle2(middle1(h, embedding), embedding);
      for (const { blocks, resize } of up) {
        for (const block of blocks) h = block(tf.concat([h, skips.pop()!], 3), embedding);
        if (resize) h = resize(h);
      }
      return out(silu(normOut(h)));
    });
  };
  return { parameters, predict };
}
