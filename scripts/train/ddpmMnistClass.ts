import { seed, type Rng } from "dgm/core";
import { loadMnist } from "dgm/datasets";
import { createDdpm, loadDdpm, type Ddpm, type DdpmConfig } from "dgm/diffusion";
import { classAccuracy, loadDigitClassifier } from "dgm/metrics";
import { warmupCosine } from "dgm/train";
import { checkpointFile } from "./files";
import { judgeDdpm } from "./judgeDdpm";
import type { Recipe } from "./recipe";
import { trainOn } from "./trainOn";

const SEED = 11;
const BATCH_SIZE = 64;
/** On top of those that the unconditional model took; some 15 minutes on two cores. */
const STEPS = 1200;
/** Updates that the learning rate's cosine is laid out for: it is left at a quarter of the peak. */
const COSINE_STEPS = 1800;
const SAMPLE_STEPS = 50;
const PER_CLASS = 24;
/** Guidance scales to judge; 1 is the plain conditional model. */
const SCALES = [1, 2, 4];
/** The unconditional model whose weights are the start. */
const START = "ddpm-mnist";

/** That model with classes: all its weights, and a random vector for each class. */
async function conditionalStart(rng: Rng): Promise<Ddpm> {
  const { model: start } = await loadDdpm(checkpointFile(START));
  try {
    const { T, schedule, target, network } = start.config;
    const config: DdpmConfig = { T, schedule, target, network: { ...network, classes: 10 } };
    const model = createDdpm(config, rng);
    const { parameters } = model.network;
    parameters.assign(new Map([...parameters.all, ...start.network.parameters.all]));
    return model;
  } finally {
    start.dispose();
  }
}

/** The class-conditional DDPM of MNIST, for classifier-free guidance. */
export const ddpmMnistClass: Recipe = {
  name: "ddpm-mnist-class",
  description: `Class-conditional DDPM of MNIST, noise prediction: ${START}, told the class and trained on, a tenth of the labels dropped, weights averaged`,
  seed: SEED,
  steps: STEPS,
  batchSize: BATCH_SIZE,
  run: async (options) =>
    trainOn(await loadMnist(), SEED, conditionalStart, {
      ...options,
      batchSize: BATCH_SIZE,
      learningRate: warmupCosine({ peak: 1e-3, warmup: 100, steps: COSINE_STEPS }),
      labelDropout: 0.1,
      clipNorm: 1,
    }),
  async judge(file) {
    const { model } = await loadDdpm(file);
    const labelsOf = (from: number, to: number) =>
      Uint8Array.from({ length: to - from }, (_, i) => (from + i) % 10);
    const rng = seed(SEED).fold("judge");
    return { ...(await agreement(model)), ...(await judgeDdpm(model, rng, labelsOf)) };
  },
};

/** How often the shipped classifier reads the class that was asked for. */
async function agreement(model: Ddpm): Promise<Record<string, number>> {
  const classifier = await loadDigitClassifier(checkpointFile("classifier-mnist"));
  const labels = Array.from({ length: 10 * PER_CLASS }, (_, i) => i % 10);
  const metrics: Record<string, number> = { samples: labels.length, sampleSteps: SAMPLE_STEPS };
  for (const scale of SCALES) {
    const samples = await model.sample(labels.length, {
      rng: seed(SEED).fold("quality"),
      steps: SAMPLE_STEPS,
      labels,
      guidance: { scale },
    });
    const { labels: read } = await classifier.classify(samples);
    metrics[`classAccuracyScale${scale}`] = classAccuracy(read, labels).overall.estimate;
  }
  classifier.dispose();
  return metrics;
}
