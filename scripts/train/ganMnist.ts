import { rows, seed, type NdArray, type Rng } from "dgm/core";
import { loadMnist } from "dgm/datasets";
import { createGan, loadGan, type GanConfig } from "dgm/gan";
import { precisionRecall } from "dgm/metrics";
import { warmupCosine } from "dgm/train";
import { trainingFeatures } from "../studies/mnistDigits";
import { digits, judgeFid, judgeReading, type Figures } from "./judgeSamples";
import type { Recipe } from "./recipe";

const SEED = 13;
const BATCH_SIZE = 64;
/** Some 13 minutes on two cores. */
const STEPS = 6000;
/** Pictures that FID is of, a tenth of each class; of the first so many precision and recall are taken. */
const JUDGED = 10_000;
const PRECISION_PICTURES = 2000;

const config: GanConfig = {
  network: { imageSize: 28, channels: 1, baseChannels: 32 },
  latentDim: 64,
  classes: 10,
};

/** The class-conditional GAN of MNIST: both networks. */
export const ganMnist: Recipe = {
  name: "gan-mnist",
  description:
    "Class-conditional DCGAN of MNIST, both networks: non-saturating loss with R1, the generator's weights averaged. The loss curve is the discriminator's",
  seed: SEED,
  steps: STEPS,
  batchSize: BATCH_SIZE,
  async run({ onProgress, ...options }) {
    const [initRng, rng] = seed(SEED).split(2) as [Rng, Rng];
    const data = await loadMnist();
    const model = createGan(config, initRng);
    const rate = {
      learningRate: warmupCosine({ peak: 5e-4, warmup: 100, steps: STEPS, final: 0.1 }),
    };
    const { losses, ...rest } = await model.fit(data, {
      ...options,
      ...(onProgress && {
        onProgress: (event) =>
          onProgress({ ...event, metrics: { loss: event.metrics.discriminator ?? NaN } }),
      }),
      batchSize: BATCH_SIZE,
      penalty: { kind: "r1", weight: 1 },
      generator: rate,
      discriminator: rate,
      rng,
    });
    return { history: { ...rest, losses: losses.discriminator }, data: data.id, save: model.save };
  },
  async judge(file) {
    const { model } = await loadGan(file);
    const rng = seed(SEED).fold("judge");
    const labels = Uint8Array.from({ length: JUDGED }, (_, i) => i % 10);
    const images = await model.sample(JUDGED, { rng: rng.fold("samples"), labels });
    model.dispose();
    return judgeDigits(images, labels, rng);
  },
};

/** FID with its error, precision and recall, and how often the shipped classifier reads the class asked for. */
async function judgeDigits(images: NdArray, labels: Uint8Array, rng: Rng): Promise<Figures> {
  const { figures, features } = await judgeFid(images, rng.fold("bootstrap"));
  const { precision, recall } = precisionRecall(
    await trainingFeatures(0, PRECISION_PICTURES),
    rows(features, 0, PRECISION_PICTURES),
  );
  return {
    ...figures,
    fidSamples: images.shape[0]!,
    precision: digits(precision.estimate),
    recall: digits(recall.estimate),
    ...(await judgeReading(images, labels)),
  };
}
