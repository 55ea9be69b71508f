import { requireShape } from "../core/arguments";
import type { KeyTensor } from "../core/random";
import type { Rng } from "../core/rng";
import * as tf from "../core/tf";
import {
  createConv2d,
  createGroupNorm,
  createLinear,
  Parameters,
  silu,
  timeEmbedding,
  upsample2x,
  type Conv2d,
  type ParameterScope,
} from "../nn";
import { createLabelEmbedding } from "./labelEmbedding";
import type { DiffusionNetwork, NetworkConditions } from "./network";
import { createBlock, type Block, type BlockConfig } from "./unetBlock";
import { levelSides, unetDefaults, type UNetConfig } from "./unetConfig";

/** The network that `createUNet` builds: pictures [B,H,W,C] → [B,H,W,outChannels]. */
export interface UNet extends DiffusionNetwork {
  predict(x: tf.Tensor4D, t: tf.Tensor1D, conditions?: NetworkConditions): tf.Tensor4D;
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
    attention: config.attentionResolutions.includes(levelSides(config)[level]!),
    dropout: config.dropout,
  };
}

/** Builds the network with fresh weights from `rng`. */
export function createUNet(config: UNetConfig, rng: Rng): UNet {
  const full = unetDefaults(config);
  const { baseChannels, channels, outChannels, groups, imageSize, classes } = full;
  const convention = full.timeEmbedding;
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
  const label =
    classes > 0
      ? createLabelEmbedding(parameters.in("label"), { classes, dim: embeddingDim })
      : undefined;
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
    outChannels,
    zeroInit: true,
  });

  const blocks = [...down, ...up].reduce((sum, level) => sum + level.blocks.length, 2);

  const predict: UNet["predict"] = (x, t, { labels, dropoutKeys } = {}) => {
    requireShape("unet", "x", x.shape, [-1, imageSize, imageSize, channels]);
    requireShape("unet", "t", t.shape, [x.shape[0]]);
    if (labels) requireShape("unet", "labels", labels.shape, [x.shape[0]]);
    if (dropoutKeys) requireShape("unet", "dropoutKeys", dropoutKeys.shape, [blocks, 2]);
    requireConditional(classes, labels);
    return tf.tidy(() => {
      let next = 0;
      const key = () => dropoutKeys?.slice([next++, 0], [1, 2]).reshape<KeyTensor>([2]);
      const time = time2(silu(time1(timeEmbedding(t, baseChannels, { convention })))); // [B,4·base]
      const embedding = silu(label ? time.add<tf.Tensor2D>(label(labels, x.shape[0])) : time);
      let h = stem(x);
      const skips = [h];
      for (const { blocks, resize } of down) {
        for (const block of blocks) skips.push((h = block(h, embedding, key())));
        if (resize) skips.push((h = resize(h)));
      }
      h = middle2(middle1(h, embedding, key()), embedding, key());
      for (const { blocks, resize } of up) {
        for (const block of blocks) h = block(tf.concat([h, skips.pop()!], 3), embedding, key());
        if (resize) h = resize(h);
      }
      return out(silu(normOut(h)));
    });
  };
  const { dropout } = full;
  return {
    parameters,
    predict,
    classes,
    outChannels,
    ...(dropout > 0 && { dropoutKeys: (rng: Rng) => keyRows(rng.split(blocks)) }),
  };
}

/** One key in each row, int32 [n,2]. */
function keyRows(keys: readonly Rng[]): tf.Tensor2D {
  const words = Int32Array.from(keys.flatMap(({ key }) => [...key]));
  return tf.tensor2d(words, [keys.length, 2], "int32");
}

function requireConditional(classes: number, labels: tf.Tensor | undefined): void {
  if (!labels || classes > 0) return;
  throw new RangeError(
    "unet: labels for a network without classes; leave them out, or build it with classes.",
  );
}
