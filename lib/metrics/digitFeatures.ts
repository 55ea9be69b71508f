import { requireInteger, requireShape } from "../core/arguments";
import type { NdArray } from "../core/ndarray";
import * as tf from "../core/tf";
import { DIGIT_FEATURES, loadWithCard } from "./digitClassifier";
import type { FeatureExtractor } from "./features";
import { imageBatches, withImages } from "./imageBatches";

/** A classifier of digits without its last layer: what FID and its kin measure pictures of digits with. */
export interface DigitFeatures extends FeatureExtractor {
  /** Probabilities of the ten classes, [n,10], from [n,28,28,1] in [-1, 1]: what the Inception score takes. */
  probabilities(images: NdArray): Promise<NdArray>;
  dispose(): void;
}

export interface DigitFeaturesOptions {
  /** Pictures that go through the network at a time. @default 250 */
  readonly batchSize?: number;
}

/** Values may lie this far outside of [-1, 1], by rounding. */
const ROUNDING = 1e-5;

/**
 * Loads the classifier that `file` holds and cuts its last layer off: 128 features, none negative. Distances in them
 * belong to these weights; they are no Inception figures.
 * @throws Error when the file is missing, damaged, or of another kind. Its functions throw RangeError for pictures that
 * are not [n,28,28,1] or not in [-1, 1].
 */
export async function loadDigitFeatures(
  file: string,
  options: DigitFeaturesOptions = {},
): Promise<DigitFeatures> {
  const { batchSize = 250 } = options;
  requireInteger("digitFeatures", "batchSize", batchSize, 1);
  const { classifier, card } = await loadWithCard(file);
  const { features, logits } = classifier;
  const through = async (images: NdArray, network: typeof features) => {
    requireDigits(images);
    return imageBatches(images, { batchSize }, (batch) => withImages(batch, network));
  };
  return {
    id: `${card.name} dense1 sha256:${card.sha256.slice(0, 16)}`,
    dimensions: DIGIT_FEATURES,
    extract: (images) => through(images, features),
    probabilities: (images) => through(images, (x) => tf.softmax(logits(x))),
    dispose: () => classifier.dispose(),
  };
}

function requireDigits({ data, shape }: NdArray): void {
  requireShape("digitFeatures", "images", shape, [-1, 28, 28, 1]);
  const wrong = data.findIndex((x) => !(Math.abs(x) <= 1 + ROUNDING));
  if (wrong < 0) return;
  throw new RangeError(
    `digitFeatures: picture ${Math.floor(wrong / 784)} holds ${data[wrong]}; expected values from -1 (black) to 1; ` +
      "bytes are scaled by byte / 127.5 - 1.",
  );
}
