import { requireInteger } from "../core/arguments";
import { requireDropout, requireTimeConvention, type TimeConvention } from "../nn";

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
  /**
   * Image sides at which each residual block is followed by self-attention, besides the first in the middle.
   * @default [imageSize / 4] where a level has that side, else none
   */
  readonly attentionResolutions?: readonly number[];
  /** Groups of every group normalisation. @default 8 */
  readonly groups?: number;
  /** Share of activations dropped in each residual block while training. @default 0 */
  readonly dropout?: number;
  /** Classes that the network can be told of; 0 for an unconditional one. @default 0 */
  readonly classes?: number;
  /** Channels of the output; twice the image's where a variance is learned as well. @default channels */
  readonly outChannels?: number;
  /** How the timestep is embedded. @default "ddpm" */
  readonly timeEmbedding?: TimeConvention;
}

/** Side of the images at each level. */
export const levelSides = ({
  imageSize,
  channelMultipliers,
}: Pick<Required<UNetConfig>, "imageSize" | "channelMultipliers">): number[] =>
  channelMultipliers.map((_, level) => imageSize / 2 ** level);

/**
 * The whole config, checked.
 * @throws RangeError for sizes that do not fit each other, and an embedding that there is none of.
 */
export function unetDefaults(config: UNetConfig): Required<UNetConfig> {
  const { imageSize, channelMultipliers = [1, 2, 2] } = config;
  const sides = levelSides({ imageSize, channelMultipliers });
  const full: Required<UNetConfig> = {
    baseChannels: 32,
    channelMultipliers,
    blocksPerLevel: 1,
    attentionResolutions: sides.filter((side) => side === imageSize / 4),
    groups: 8,
    dropout: 0,
    classes: 0,
    outChannels: config.channels,
    timeEmbedding: "ddpm",
    ...config,
  };
  requireSizes(full);
  const factor = 2 ** (channelMultipliers.length - 1);
  if (!Number.isInteger(imageSize / factor)) {
    throw new RangeError(
      `unet: imageSize=${imageSize} cannot be halved ${channelMultipliers.length - 1} times; ` +
        `pass a multiple of ${factor}, or fewer channelMultipliers.`,
    );
  }
  requireSides(full.attentionResolutions, sides);
  return full;
}

function requireSides(attentionResolutions: readonly number[], sides: readonly number[]): void {
  const missing = attentionResolutions.filter((side) => !sides.includes(side));
  if (missing.length === 0) return;
  throw new RangeError(
    `unet: no level has the attentionResolutions ${missing.join(", ")}; the levels have ${sides.join(", ")}. Pass some of ` +
      "these, or [] for attention in the middle alone.",
  );
}

function requireSizes(config: Required<UNetConfig>): void {
  const { imageSize, channels, baseChannels, blocksPerLevel, channelMultipliers, groups } = config;
  const { outChannels, classes, dropout } = config;
  for (const [name, size] of Object.entries({ imageSize, channels, blocksPerLevel, outChannels })) {
    requireInteger("unet", name, size, 1);
  }
  requireInteger("unet", "classes", classes, 0);
  requireDropout("unet", dropout);
  requireTimeConvention("unet", "timeEmbedding", config.timeEmbedding);
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
