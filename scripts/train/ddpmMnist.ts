import { seed } from "dgm/core";
import { loadMnist } from "dgm/datasets";
import { createDdpm, type DdpmConfig } from "dgm/diffusion";
import { readTensors } from "dgm/train";
import type { Recipe } from "./recipe";

const SEED = 5;
const BATCH_SIZE = 64;

const config: DdpmConfig = {
  network: {
    imageSize: 28,
    channels: 1,
    baseChannels: 16,
    channelMultipliers: [1, 2, 4],
    attentionResolutions: [7],
  },
  T: 1000,
  schedule: "cosine",
};

/** The unconditional DDPM of MNIST that notebook 05 samples from. */
export const ddpmMnist: Recipe = {
  name: "ddpm-mnist",
  description: "Unconditional DDPM of MNIST, noise prediction, weights averaged",
  seed: SEED,
  steps: 9000,
  batchSize: BATCH_SIZE,
  async run(options) {
    const [initRng, fitRng] = seed(SEED).split(2) as [
      ReturnType<typeof seed>,
      ReturnType<typeof seed>,
    ];
    const data = await loadMnist();
    const model = createDdpm(config, initRng);
    const history = await model.fit(data, { ...options, batchSize: BATCH_SIZE, rng: fitRng });
    const { parameters } = model.network;
    return {
      history,
      weights: await readTensors(parameters.variables),
      config: { ...model.config },
      data: data.id,
      parameters: parameters.count,
      metrics: {},
    };
  },
};
