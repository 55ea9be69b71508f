import { loadMnist, type Mnist } from "dgm/datasets";
import { createDigitClassifier, loadDigitClassifier, type DigitClassifier } from "dgm/metrics";
import { allDigits } from "../studies/mnistDigits";
import type { Recipe } from "./recipe";
import { trainOn } from "./trainOn";

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
  run: async (options) =>
    trainOn(await loadMnist(), SEED, createDigitClassifier, { ...options, batchSize: BATCH_SIZE }),
  async judge(file) {
    const classifier = await loadDigitClassifier(file);
    return { testAccuracy: await testAccuracy(classifier, await loadMnist({ split: "test" })) };
  },
};

async function testAccuracy(classifier: DigitClassifier, test: Mnist): Promise<number> {
  const { labels } = await classifier.classify(allDigits(test));
  return labels.filter((label, i) => label === test.labels[i]).length / test.count;
}
