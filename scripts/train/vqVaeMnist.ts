import { seed } from "dgm/core";
import { loadMnist } from "dgm/datasets";
import { sampleMean } from "dgm/math";
import { warmupCosine } from "dgm/train";
import { createVqVae, loadVqVae, type VqVaeConfig } from "dgm/vae";
import { chosenDigits, randomOrder, testSet } from "../studies/mnistDigits";
import { digits, judgeLikelihood, judgeSamples } from "./judgeSamples";
import type { Recipe } from "./recipe";
import { trainOn } from "./trainOn";

const SEED = 9;
const BATCH_SIZE = 128;
const STEPS = 4000;
const SAMPLES = 10_000;

const config: VqVaeConfig = {
  network: { imageSize: 28, channels: 1, baseChannels: 16 },
  codes: 64,
  codeDim: 16,
};

/** The VQ-VAE of MNIST: 7x7 codes out of 64. */
export const vqVaeMnist: Recipe = {
  name: "vqvae-mnist",
  description:
    "VQ-VAE of MNIST, 7x7 codes out of 64, discretised logistic pixels, codebook of moving averages, weights averaged",
  seed: SEED,
  steps: STEPS,
  batchSize: BATCH_SIZE,
  run: async (options) =>
    trainOn(await loadMnist(), SEED, (rng) => createVqVae(config, rng), {
      ...options,
      batchSize: BATCH_SIZE,
      learningRate: warmupCosine({ peak: 2e-3, warmup: 200, steps: STEPS }),
      clipNorm: 500,
    }),
  async judge(file) {
    const { model } = await loadVqVae(file);
    const rng = seed(SEED).fold("judge");
    const { images } = chosenDigits(await testSet(), randomOrder(await testSet()));
    const { used, perplexity } = await model.usage(images);
    const { elbo, reconstruction, kl } = await model.bound(images);
    return {
      ...judgeLikelihood(elbo, { name: "bitsPerDim", kind: "elbo" }),
      bitsPerDimPictures: images.shape[0]!,
      reconstruction: digits(sampleMean(reconstruction)),
      kl: digits(sampleMean(kl)),
      perplexity: digits(perplexity),
      codesUsed: used,
      ...(await judgeSamples(await model.reconstruct(images), rng, "OfReconstructions")),
      ...(await judgeSamples(await model.sample(SAMPLES, { rng, show: "mean" }), rng, "OfMeans")),
      samples: SAMPLES,
    };
  },
};
