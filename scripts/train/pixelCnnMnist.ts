import {
  createPixelCnn,
  loadPixelCnn,
  type PixelCnn,
  type PixelCnnConfig,
} from "dgm/autoregressive";
import { rows, seed, type NdArray } from "dgm/core";
import { binarised, loadMnist } from "dgm/datasets";
import { classAccuracy, likelihoodOf } from "dgm/metrics";
import { logMeanExp } from "dgm/math";
import { warmupCosine } from "dgm/train";
import { chosenDigits, randomOrder, testSet } from "../studies/mnistDigits";
import { digits, judgeFid, judgeLikelihood, judgeReading, type Figures } from "./judgeSamples";
import type { Recipe } from "./recipe";
import { trainOn } from "./trainOn";

const CLASSES = 10;
const D = 784;
/** Test pictures of which every class's likelihood is taken. */
const CLASSIFIED = 1000;
/** Pictures that FID is of. */
const FID_SAMPLES = 10_000;
/** Samples are drawn so many at a time. */
const DRAWN_AT_ONCE = 250;

const learningRate = (steps: number) => warmupCosine({ peak: 2e-3, warmup: 200, steps });
const training = { clipNorm: 1, emaDecay: 0.9995 };

const SEED = 13;
const STEPS = 22_000;
const BATCH_SIZE = 8;

const config: PixelCnnConfig = {
  shape: [28, 28, 1],
  levels: 256,
  output: "softmax",
  classes: CLASSES,
  features: 32,
  embedding: 16,
  layers: 7,
  headFeatures: 64,
};

/** The PixelCNN of grey digits, told their class. */
export const pixelCnnMnist: Recipe = {
  name: "pixelcnn-mnist",
  description:
    "Gated PixelCNN of MNIST's pictures of 256 levels, told the class, levels embedded, softmax over the levels, weights averaged",
  seed: SEED,
  steps: STEPS,
  batchSize: BATCH_SIZE,
  run: async (options) =>
    trainOn(await loadMnist(), SEED, (rng) => createPixelCnn(config, rng), {
      ...options,
      ...training,
      batchSize: BATCH_SIZE,
      learningRate: learningRate(options.steps),
    }),
  async judge(file) {
    const { model } = await loadPixelCnn(file);
    const { images, labels } = chosenDigits(await testSet(), randomOrder(await testSet()));
    const known = await model.logProbs(images, { labels });
    const part = rows(images, 0, CLASSIFIED);
    const metrics = {
      ...judgeLikelihood(known, { name: "bitsPerDimGivenClass", kind: "exact" }),
      bitsPerDimGivenClassPictures: images.shape[0]!,
      ...(await bayes(model, part, labels)),
      ...(await samples(model)),
    };
    model.dispose();
    return metrics;
  },
};

const BINARY_SEED = 14;
const BINARY_STEPS = 6000;
const BINARY_BATCH_SIZE = 16;

const binaryConfig: PixelCnnConfig = {
  shape: [28, 28, 1],
  levels: 2,
  features: 16,
  layers: 6,
  headFeatures: 32,
};

/** A small PixelCNN of black and white digits. */
export const pixelCnnMnistBinary: Recipe = {
  name: "pixelcnn-mnist-binary",
  description:
    "Gated PixelCNN of MNIST made black and white (each pixel once, at random, as probable as it is bright), weights averaged",
  seed: BINARY_SEED,
  steps: BINARY_STEPS,
  batchSize: BINARY_BATCH_SIZE,
  run: async (options) =>
    trainOn(
      binarised(await loadMnist(), seed(BINARY_SEED).fold("training")),
      BINARY_SEED,
      (rng) => createPixelCnn(binaryConfig, rng),
      {
        ...options,
        ...training,
        batchSize: BINARY_BATCH_SIZE,
        learningRate: learningRate(options.steps),
      },
    ),
  async judge(file) {
    const { model } = await loadPixelCnn(file);
    const test = binarised(await testSet(), seed(BINARY_SEED).fold("test"));
    const x = test.batch(Array.from({ length: test.count }, (_, i) => i));
    const pictures: NdArray = { data: await x.data<"float32">(), shape: x.shape };
    x.dispose();
    const { value, standardError } = likelihoodOf(await model.logProbs(pictures), {
      kind: "exact",
      dequantisation: "none (discrete)",
      dims: D,
    });
    model.dispose();
    return {
      logProb: digits(value),
      logProbError: digits(standardError),
      logProbPictures: test.count,
    };
  },
};

/** Bits per dimension of p(x), the mean of p(x | c) over the classes, and how often the class of the largest is the right one. */
async function bayes(model: PixelCnn, pictures: NdArray, labels: Uint8Array): Promise<Figures> {
  const { data, shape } = await model.classLogProbs(pictures);
  const each = Array.from({ length: shape[0]! }, (_, i) =>
    data.subarray(i * CLASSES, (i + 1) * CLASSES),
  );
  const chosen = each.map((row) => row.indexOf(Math.max(...row)));
  const { estimate } = classAccuracy(chosen, labels.subarray(0, chosen.length)).overall;
  return {
    ...judgeLikelihood(Float64Array.from(each, logMeanExp), { name: "bitsPerDim", kind: "exact" }),
    bitsPerDimPictures: each.length,
    testAccuracy: digits(estimate),
    testAccuracyPictures: each.length,
  };
}

/** FID of samples, as of the other models of digits, and what the shipped classifier makes of them. */
async function samples(model: PixelCnn): Promise<Figures> {
  const labels = Uint8Array.from({ length: FID_SAMPLES }, (_, i) => i % CLASSES);
  const rng = seed(SEED).fold("judge");
  const drawn = await model.sample(FID_SAMPLES, { rng, labels, batchSize: DRAWN_AT_ONCE });
  const { figures } = await judgeFid(drawn, rng.fold("bootstrap"));
  return { ...figures, fidSamples: FID_SAMPLES, ...(await judgeReading(drawn, labels)) };
}
