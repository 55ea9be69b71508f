import { seed } from "dgm/core";
import { loadMnist } from "dgm/datasets";
import { createDdpm, ddim, loadDdpm, type Ddpm, type DdpmConfig } from "dgm/diffusion";
import { digitQuality, loadDigitClassifier } from "dgm/metrics";
import { warmupCosine } from "dgm/train";
import { checkpointFile } from "./files";
import { judgeDdpm } from "./judgeDdpm";
import type { Recipe } from "./recipe";
import { trainOn } from "./trainOn";

const SEED = 5;
const BATCH_SIZE = 64;
/** Two cosine cycles: the second starts at half the rate, from the weights that the first ended with. */
const CYCLES = [
  { steps: 6000, peak: 1e-3, warmup: 120 },
  { steps: 4000, peak: 5e-4 },
] as const;
/** The second cycle is left where its rate has fallen to 7 % of its peak. */
const STEPS = 9300;
const SAMPLES = 256;
const SAMPLE_STEPS = 50;
/** Evenly over all timesteps, both ends included, each step to the next. */
const fullRange = { spacing: "linspace", aim: "next", clip: "rederive-epsilon" } as const;
/** Amounts of fresh noise to judge: the paper's, and one that lets a small network correct itself. */
const ETAS = [1, 2.5];

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

const [first, second] = CYCLES;
const firstRate = warmupCosine(first);
const secondRate = warmupCosine(second);
/** Cosine with one warm restart; Loshchilov & Hutter 2017. */
const learningRate = (step: number) =>
  step <= first.steps ? firstRate(step) : secondRate(step - first.steps);

/** The unconditional DDPM of MNIST that notebook 05 samples from. */
export const ddpmMnist: Recipe = {
  name: "ddpm-mnist",
  description: "Unconditional DDPM of MNIST, noise prediction, weights averaged",
  seed: SEED,
  steps: STEPS,
  batchSize: BATCH_SIZE,
  run: async (options) =>
    trainOn(await loadMnist(), SEED, (rng) => createDdpm(config, rng), {
      ...options,
      batchSize: BATCH_SIZE,
      learningRate,
    }),
  async judge(file) {
    const { model } = await loadDdpm(file);
    const rng = seed(SEED).fold("judge");
    return { ...(await sampleQuality(model)), ...(await judgeDdpm(model, rng)) };
  },
};

/** What the shipped classifier makes of samples drawn as the notebook draws them. */
async function sampleQuality(model: Ddpm): Promise<Record<string, number>> {
  const classifier = await loadDigitClassifier(checkpointFile("classifier-mnist"));
  const metrics: Record<string, number> = { samples: SAMPLES, sampleSteps: SAMPLE_STEPS };
  for (const eta of ETAS) {
    const samples = await model.sample(SAMPLES, {
      rng: seed(SEED).fold("quality"),
      steps: SAMPLE_STEPS,
      sampler: ddim({ eta }),
      ...fullRange,
    });
    const { confidentShare, classes } = digitQuality(await classifier.classify(samples));
    metrics[`confidentShareEta${eta}`] = confidentShare;
    metrics[`classesEta${eta}`] = classes;
  }
  classifier.dispose();
  return metrics;
}
