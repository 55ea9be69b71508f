import { seed, type Rng } from "dgm/core";
import { loadMnist, type MnistSplit } from "dgm/datasets";
import { createPictureMaf, loadPictureMaf, type PictureMaf } from "dgm/flows";
import { logitTransform, sampleMean } from "dgm/math";
import { createAdamW, warmupCosine } from "dgm/train";
import { allDigits } from "../studies/mnistDigits";
import { judgeFlow } from "./judgeFlow";
import { digits } from "./judgeSamples";
import type { Recipe } from "./recipe";

const SEED = 13;
const BATCH_SIZE = 128;
const STEPS = 9000;
/** λ of the paper for MNIST. */
const LAMBDA = 1e-6;
/** Pictures of each split whose densities are compared. */
const COMPARED = 2000;
const TIMED_SAMPLES = 100;
/** Digits of what stands beside the bits. */
const FIGURES = 5;

/**
 * Bound of the log-scales of what is shipped. Training is stable without one, but of samples, which may go astray, a tenth
 * then overflow; the bound costs 0.005 bits per dimension.
 */
const MAX_LOG_SCALE = 3;

const config = { imageSize: 28, lambda: LAMBDA, layers: 3, hidden: [256] };

/** The MAF of MNIST of notebook 12, of dequantised pictures in logit space, as in the paper. */
export const mafMnist: Recipe = {
  name: "maf-mnist",
  description: "Masked autoregressive flow of dequantised MNIST in logit space, weights averaged",
  seed: SEED,
  steps: STEPS,
  batchSize: BATCH_SIZE,
  async run(options) {
    const [initRng, rng] = seed(SEED).split(2) as [Rng, Rng];
    const data = await loadMnist();
    const model = createPictureMaf(config, initRng);
    const history = await model.fit(data, {
      ...options,
      batchSize: BATCH_SIZE,
      learningRate: warmupCosine({ peak: 1e-3, warmup: 200, steps: options.steps }),
      optimizer: (variables) => createAdamW(variables, { weightDecay: 0.01 }),
      clipNorm: 1,
      rng,
    });
    const shipped = createPictureMaf({ ...config, maxLogScale: MAX_LOG_SCALE }, initRng);
    shipped.parameters.assign(model.parameters.all);
    model.dispose();
    return { history, data: data.id, save: shipped.save };
  },
  async judge(file) {
    const { model } = await loadPictureMaf(file);
    const rng = seed(SEED).fold("judge");
    return {
      ...(await judgeFlow(model, rng)),
      ...(await inLogitSpace(model, "test", rng)),
      ...(await inLogitSpace(model, "train", rng)),
      sampleSeconds: await sampleSeconds(model, rng),
    };
  },
};

/** Mean log-density, nats, of the first dequantised pictures in logit space: what tables of the paper's kind hold. */
async function inLogitSpace(
  model: PictureMaf,
  split: MnistSplit,
  rng: Rng,
): Promise<Record<string, number>> {
  const pictures = allDigits(await loadMnist({ split, limit: COMPARED }));
  const seen = await model.dequantise(pictures, rng.fold(split));
  const logs = await model.logProbs(seen);
  const nats = Float64Array.from(logs, (log, i) => {
    const unit = Float64Array.from(seen.data.subarray(i * 784, (i + 1) * 784), (x) => (x + 1) / 2);
    return log - logitTransform(unit, LAMBDA).logJacobian + 784 * Math.LN2; // d(unit)/dx = ½
  });
  return { [`${split}LogitNats`]: digits(sampleMean(nats), FIGURES) };
}

/** What a batch of samples takes. */
async function sampleSeconds(model: PictureMaf, rng: Rng): Promise<number> {
  const start = performance.now();
  await model.sample(TIMED_SAMPLES, { rng: rng.fold("time") });
  return digits((performance.now() - start) / 1000, FIGURES);
}
