import type { UNetConfig } from "../../lib/diffusion";

/** Examples in a training step. */
export const BATCH = 64;

/** Threads that each side computes with. */
export const THREADS = 2;

/** The sizes that the same network in PyTorch has as well. */
export type UNetSizes = Required<
  Omit<UNetConfig, "dropout" | "classes" | "outChannels" | "timeEmbedding">
> & {
  /** @default 0 */
  readonly classes?: number;
};

/** A U-Net that is measured. */
export interface Network {
  readonly name: string;
  readonly config: UNetSizes;
}

const common = {
  imageSize: 28,
  channels: 1,
  blocksPerLevel: 1,
  attentionResolutions: [7],
  groups: 8,
};

/** That of the shipped checkpoint `ddpm-mnist`. */
export const shipped: Network = {
  name: "shipped (16 channels x 1, 2, 4)",
  config: { ...common, baseChannels: 16, channelMultipliers: [1, 2, 4] },
};

/** That of `ddpm-mnist-class`: the same, told of ten classes. */
export const conditional: Network = {
  name: "shipped, ten classes (16 channels x 1, 2, 4)",
  config: { ...shipped.config, classes: 10 },
};

/** The library's default, twice as wide where the images are largest. */
export const wide: Network = {
  name: "wide (32 channels x 1, 2, 2)",
  config: { ...common, baseChannels: 32, channelMultipliers: [1, 2, 2] },
};
