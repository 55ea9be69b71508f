import { seed, type NdArray, type Rng } from "dgm/core";
import { loadMnist, type Mnist } from "dgm/datasets";
import { createDigitClassifier, loadDigitClassifier, type DigitClassifier } from "dgm/metrics";
import type { Recipe } from "./recipe";

const SEED = 7;
const BATCH_SIZE = 128;

/** The classifier that judges whether samples are digits. */
export const classifierMnist: Recipe = {
  name: "classifier-mnist",
  description:
    "Convolutional classifier of MNIST, trained with shifts of up to two pixels, weights averaged",
  seed: SEED,
  steps: 4680,
  batchSize: BATCH_SIZE,
  async run(options) {
    const [initRng, rng] = seed(SEED).split(2) as [Rng, Rng];
    const data = await loadMnist();
    const classifier = createDigitClassifier(initRng);
    const history = await classifier.fit(data, { ...options, batchSize: BATCH_SIZE, rng });
    return { history, data: data.id, save: classifier.save };
  },
  async judge(file) {
    const classifier = await loadDigitClassifier(file);
    return { testAccuracy: await testAccuracy(classifier, await loadMnist({ split: "test" })) };
  },
};

async function testAccuracy(classifier: DigitClassifier, test: Mnist): Promise<number> {
  const images: NdArray = {
    data: Float32Array.from(test.images, (byte) => byte / 127.5 - 1),
    shape: [test.count, ...test.eventShape],
  };
  const { labels } = await classifier.classify(images);
  return labels.filter((label, i) => label === test.labels[i]).length / test.count;
}
