import { seed } from "dgm/core";
import { loadMnist } from "dgm/datasets";
import { createMultiScaleRealNvp, loadMultiScaleRealNvp, type MultiScaleConfig } from "dgm/flows";
import { warmupCosine } from "dgm/train";
import { judgeFlow } from "./judgeFlow";
import type { Recipe } from "./recipe";
import { trainOn } from "./trainOn";

const SEED = 11;
const BATCH_SIZE = 64;
const STEPS = 5000;

const config: MultiScaleConfig = {
  imageSize: 28,
  channels: 1,
  levels: [
    { steps: 8, hidden: 48 },
    { steps: 8, hidden: 64 },
  ],
};

const learningRate = warmupCosine({ peak: 3e-3, warmup: 200, steps: STEPS });

/** The multi-scale RealNVP of MNIST that notebook 10 samples from. */
export const realNvpMnist: Recipe = {
  name: "realnvp-mnist",
  description: "Multi-scale RealNVP of MNIST, uniform dequantisation, weights averaged",
  seed: SEED,
  steps: STEPS,
  batchSize: BATCH_SIZE,
  run: async (options) =>
    trainOn(await loadMnist(), SEED, (rng) => createMultiScaleRealNvp(config, rng), {
      ...options,
      batchSize: BATCH_SIZE,
      clipNorm: 1,
      learningRate,
    }),
  async judge(file) {
    const { model } = await loadMultiScaleRealNvp(file);
    return judgeFlow(model, seed(SEED).fold("judge"));
  },
};
