import { rows, seed } from "dgm/core";
import { loadMnist } from "dgm/datasets";
import { sampleMean } from "dgm/math";
import { warmupCosine } from "dgm/train";
import { createVae, iwaeBounds, latentActivity, loadVae, type VaeConfig } from "dgm/vae";
import { chosenDigits, randomOrder, testSet } from "../studies/mnistDigits";
import { digits, judgeLikelihood, judgeSamples } from "./judgeSamples";
import type { Recipe } from "./recipe";
import { trainOn } from "./trainOn";

const SEED = 8;
const BATCH_SIZE = 128;
const SAMPLES = 10_000;
/** Test pictures whose IWAE bound is taken, and its k. */
const IWAE_PICTURES = 500;
const IWAE_DRAWS = 50;

/** A VAE of MNIST's pictures of 256 levels. */
function vaeMnist(name: string, latentDim: number, steps: number): Recipe {
  const config: VaeConfig = {
    network: { imageSize: 28, channels: 1, baseChannels: 16, hidden: 128 },
    latentDim,
  };
  return {
    name,
    description: `VAE of MNIST with ${latentDim} latent dimensions, discretised logistic pixels, weights averaged`,
    seed: SEED,
    steps,
    batchSize: BATCH_SIZE,
    run: async (options) =>
      trainOn(await loadMnist(), SEED, (rng) => createVae(config, rng), {
        ...options,
        batchSize: BATCH_SIZE,
        learningRate: warmupCosine({ peak: 2e-3, warmup: 200, steps }),
        clipNorm: 500,
      }),
    async judge(file) {
      const { model } = await loadVae(file);
      const rng = seed(SEED).fold("judge");
      const { images } = chosenDigits(await testSet(), randomOrder(await testSet()));
      const bound = await model.bound(images, { rng: rng.fold("bound") });
      const weights = await model.logWeights(rows(images, 0, IWAE_PICTURES), {
        rng: rng.fold("iwae"),
        draws: IWAE_DRAWS,
      });
      const { active } = latentActivity(await model.encode(images));
      const drawn = await model.sample(SAMPLES, { rng: rng.fold("samples") });
      const means = await model.sample(SAMPLES, { rng: rng.fold("samples"), show: "mean" });
      return {
        ...judgeLikelihood(bound.elbo, { name: "bitsPerDim", kind: "elbo" }),
        reconstruction: digits(sampleMean(bound.reconstruction)),
        kl: digits(sampleMean(bound.kl)),
        bitsPerDimPictures: images.shape[0]!,
        ...judgeLikelihood(iwaeBounds(weights), {
          name: "iwaeBitsPerDim",
          kind: "iwae",
          k: IWAE_DRAWS,
        }),
        iwaeDraws: IWAE_DRAWS,
        iwaePictures: IWAE_PICTURES,
        activeUnits: active,
        ...(await judgeSamples(drawn, rng.fold("bootstrap"), "")),
        ...(await judgeSamples(means, rng.fold("bootstrap"), "OfMeans")),
        samples: SAMPLES,
      };
    },
  };
}

/** The VAE that notebook 08 samples from, and a small one whose latent plane can be drawn. */
export const vaesMnist: readonly Recipe[] = [
  vaeMnist("vae-mnist", 24, 7000),
  vaeMnist("vae-mnist-2d", 2, 2000),
];
