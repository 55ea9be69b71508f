import { seed } from "dgm/core";
import { loadMnist } from "dgm/datasets";
import { createGlow, loadGlow, type GlowConfig } from "dgm/flows";
import { warmupCosine } from "dgm/train";
import { judgeFlow } from "./judgeFlow";
import type { Recipe } from "./recipe";
import { trainOn } from "./trainOn";

const SEED = 12;
const BATCH_SIZE = 64;
const STEPS = 8000;

const config: GlowConfig = {
  imageSize: 28,
  channels: 1,
  levels: [
    { steps: 8, hidden: 64 },
    { steps: 8, hidden: 128 },
  ],
  dequantisation: "variational",
};

const learningRate = warmupCosine({ peak: 3e-3, warmup: 400, steps: STEPS });

/** The Glow of MNIST of notebook 11. */
export const glowMnist: Recipe = {
  name: "glow-mnist",
  description: "Glow of MNIST, variational dequantisation, weights averaged",
  seed: SEED,
  steps: STEPS,
  batchSize: BATCH_SIZE,
  run: async (options) =>
    trainOn(await loadMnist(), SEED, (rng) => createGlow(config, rng), {
      ...options,
      batchSize: BATCH_SIZE,
      clipNorm: 1,
      learningRate,
    }),
  async judge(file) {
    const { model } = await loadGlow(file);
    return judgeFlow(model, seed(SEED).fold("judge"));
  },
};
