import { requireShape } from "../core/arguments";
import { oneHotRows } from "../core/labels";
import type { NdArray } from "../core/ndarray";
import type { Rng } from "../core/rng";
import * as tf from "../core/tf";
import type { Mnist } from "../datasets";
import { createConv2d, createLinear, crossEntropy, Parameters } from "../nn";
import {
  createBatches,
  loadModel,
  saveModel,
  train,
  type CardNotes,
  type CheckpointCard,
  type Objective,
  type FitOptions,
  type TrainHistory,
} from "../train";
import { imageBatches, withImages } from "./imageBatches";

const CLASSES = 10;
const SIDE = 28;
/** Width of the layer before the last. */
export const DIGIT_FEATURES = 128;
const EVALUATION_BATCH = 250;
/** Training pictures are moved by up to so many pixels each way. */
const MAX_SHIFT = 2;

/** `batchSize` is 128 by default. */
export type ClassifierFitOptions = FitOptions;

/** The classes of some pictures, in order. */
export interface Classification {
  /** Most probable class of each. */
  readonly labels: Uint8Array;
  /** Probability of that class. */
  readonly confidences: Float32Array;
}

/** A small convolutional classifier of 28 x 28 digits: the instrument that says whether samples are digits. */
export interface DigitClassifier {
  readonly parameters: Parameters;
  /** [B,28,28,1] in [-1, 1] → what the last layer sees, [B,128], none negative. */
  features(x: tf.Tensor4D): tf.Tensor2D;
  /** [B,28,28,1] in [-1, 1] → logits [B,10]. */
  logits(x: tf.Tensor4D): tf.Tensor2D;
  /** Trains with random shifts of up to two pixels. */
  fit(data: Mnist, options: ClassifierFitOptions): Promise<TrainHistory>;
  /** Classifies [n,28,28,1] in [-1, 1]. */
  classify(images: NdArray): Promise<Classification>;
  /** Writes the weights to `file` (.safetensors) and a card beside it. */
  save(file: string, notes?: CardNotes): Promise<CheckpointCard>;
  dispose(): void;
}

const KIND = "digitClassifier";

/**
 * The classifier that `save` wrote.
 * @throws Error when the file is missing, damaged, or of another kind.
 */
export async function loadDigitClassifier(file: string): Promise<DigitClassifier> {
  return (await loadWithCard(file)).classifier;
}

/** The classifier, and the card that says which one it is. @throws Error as `loadDigitClassifier`. */
export async function loadWithCard(
  file: string,
): Promise<{ classifier: DigitClassifier; card: CheckpointCard }> {
  const { model, card } = await loadModel(file, KIND, (_: object, rng) =>
    createDigitClassifier(rng),
  );
  return { classifier: model, card };
}

/** Four convolutions (28 → 14 → 7) and two dense layers, 0.4 million parameters. */
export function createDigitClassifier(rng: Rng): DigitClassifier {
  const parameters = new Parameters(rng);
  const conv = (name: string, inChannels: number, outChannels: number, stride: number) =>
    createConv2d(parameters.in(name), { inChannels, outChannels, stride });
  const convolutions = [
    conv("conv1", 1, 16, 1),
    conv("conv2", 16, 32, 2),
    conv("conv3", 32, 64, 2),
    conv("conv4", 64, 64, 1),
  ];
  const width = 7 * 7 * 64;
  const dense1 = createLinear(parameters.in("dense1"), {
    inFeatures: width,
    outFeatures: DIGIT_FEATURES,
  });
  const dense2 = createLinear(parameters.in("dense2"), {
    inFeatures: DIGIT_FEATURES,
    outFeatures: CLASSES,
  });

  const features = (x: tf.Tensor4D): tf.Tensor2D => {
    requireShape("digitClassifier", "x", x.shape, [-1, SIDE, SIDE, 1]);
    return tf.tidy(() => {
      const h = convolutions.reduce((h, conv) => tf.relu(conv(h)), x); // [B,7,7,64]
      return tf.relu(dense1(h.reshape<tf.Tensor2D>([-1, width])));
    });
  };
  const logits = (x: tf.Tensor4D): tf.Tensor2D => tf.tidy(() => dense2(features(x)));

  const objective = (data: Mnist, indices: (step: number) => Uint32Array): Objective => ({
    inputs: (step, rng) => {
      const chosen = indices(step);
      const range = { low: -MAX_SHIFT, high: MAX_SHIFT + 1 };
      const shifts = rng.integerArray(2 * chosen.length, range);
      const labels = Int32Array.from(chosen, (i) => data.labels[i]!);
      return [
        data.shiftedBatch(chosen, shifts),
        tf.tensor2d(oneHotRows(labels, CLASSES), [labels.length, CLASSES]),
      ];
    },
    loss: (x, labels) => crossEntropy(logits(x as tf.Tensor4D), labels as tf.Tensor2D),
  });

  return {
    parameters,
    features,
    logits,
    fit(data, options) {
      const { batchSize = 128, ...rest } = options;
      const indices = createBatches(data.count, batchSize, options.rng.fold("batches"));
      const key = options.rng.key;
      const fingerprint = JSON.stringify({
        model: KIND,
        batchSize,
        data: data.id,
        key,
      });
      return train(parameters, objective(data, indices), { fingerprint, ...rest });
    },
    async classify(images) {
      requireShape("digitClassifier", "images", images.shape, [-1, SIDE, SIDE, 1]);
      const { data } = await imageBatches(images, { batchSize: EVALUATION_BATCH }, (batch) =>
        withImages(batch, (x) => tf.softmax(logits(x))),
      );
      const count = images.shape[0]!;
      const row = (i: number) => data.subarray(i * CLASSES, (i + 1) * CLASSES);
      const confidences = Float32Array.from({ length: count }, (_, i) => Math.max(...row(i)));
      const labels = Uint8Array.from(confidences, (p, i) => row(i).indexOf(p));
      return { labels, confidences };
    },
    save: (file, notes) =>
      saveModel(
        file,
        { kind: KIND, description: "Classifier of 28 x 28 digits", config: {}, parameters },
        notes,
      ),
    dispose: () => parameters.dispose(),
  };
}
