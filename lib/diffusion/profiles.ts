import { warmupConstant } from "../train";
import type { DdpmConfig, DdpmFitOptions } from "./ddpm";

/** A model at a published size, and how the paper trains it. */
export interface DdpmProfile {
  readonly config: DdpmConfig;
  /** What `fit` takes, but for the key: `model.fit(data, { ...training, rng })`. */
  readonly training: Omit<DdpmFitOptions, "rng">;
}

/**
 * The CIFAR-10 model of Ho et al. 2020, appendix B and its code: 35.7 million weights. The paper also flips pictures at
 * random, left to right, which nothing here does: let the data do so. Out of reach of a processor: 800,000 updates of
 * 128 pictures.
 */
export const cifar10Full: DdpmProfile = {
  config: {
    network: {
      imageSize: 32,
      channels: 3,
      baseChannels: 128,
      channelMultipliers: [1, 2, 2, 2],
      blocksPerLevel: 2,
      attentionResolutions: [16],
      groups: 32,
      dropout: 0.1,
    },
    T: 1000,
    schedule: "linear",
    target: "epsilon",
    variance: "fixed",
  },
  training: {
    steps: 800_000,
    batchSize: 128,
    learningRate: warmupConstant({ peak: 2e-4, warmup: 5000 }),
    emaDecay: 0.9999,
    clipNorm: 1,
  },
};
