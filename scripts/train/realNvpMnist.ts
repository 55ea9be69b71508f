import { seed, type Rng } from "dgm/core";
import { loadMnist } from "dgm/datasets";
import { createMultiScaleRealNvp, loadMultiScaleRealNvp, type MultiScaleConfig } from "dgm/flows";
import { judgeFlow } from "./judgeFlow";
import type { Recipe } from "./recipe";

const SEED = 11;
const BATCH_SIZE = 64;

const config: MultiScaleConfig = {
  imageSize: 28,
  channels: 1,
  levels: [
    { steps: 6, hidden: 32 },
    { steps: 6, hidden: 48 },
  ],
};

/** The multi-scale RealNVP of MNIST that notebook 10 samples from. */
export const realNvpMnist: Recipe = {
  name: "realnvp-mnist",
  description: "Multi-scale RealNVP of MNIST, uniform dequantisation, weights averaged",
  seed: SEED,
  steps: 6000,
  batchSize: BATCH_SIZE,
  async run(options) {
    const [initRng, rng] = seed(SEED).split(2) as [Rng, Rng];
    const data = await loadMnist();
    const model = createMultiScaleRealNvp(config, initRng);
    const run = { ...options, batchSize: BATCH_SIZE, clipNorm: 1, rng };
    return { history: await model.fit(data, run), data: data.id, save: model.save };
  },
  async judge(file) {
    const { model } = await loadMultiScaleRealNvp(file);
    return judgeFlow(model, seed(SEED).fold("judge"));
  },
};
