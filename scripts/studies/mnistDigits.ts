import { seed, type NdArray } from "dgm/core";
import { loadMnist, type Mnist } from "dgm/datasets";
import { loadDigitFeatures } from "dgm/metrics";
import { checkpointFile } from "../train/files";
import type { LabelledDigits } from "./digitFigures";

/** Key of the order in which the studies go through MNIST's pictures. */
export const ORDER_SEED = 11;
/** Pictures that are turned into floats at a time. */
export const PART = 5000;

/** Runs `make` on the first call only. */
export function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

export const digitNetwork = once(() => loadDigitFeatures(checkpointFile("classifier-mnist")));
export const trainingSet = once(() => loadMnist());
export const testSet = once(() => loadMnist({ split: "test" }));

/** The chosen pictures as [n,28,28,1] in [-1, 1], with their labels. */
export function chosenDigits(data: Mnist, indices: Uint32Array): LabelledDigits {
  const images = new Float32Array(indices.length * 784);
  indices.forEach((index, i) => {
    const bytes = data.images.subarray(784 * index, 784 * (index + 1));
    bytes.forEach((byte, j) => (images[784 * i + j] = byte / 127.5 - 1));
  });
  return {
    images: { data: images, shape: [indices.length, 28, 28, 1] },
    labels: Uint8Array.from(indices, (index) => data.labels[index]!),
  };
}

/** All pictures of a set in their order. */
export const allDigits = (data: Mnist): NdArray =>
  chosenDigits(
    data,
    Uint32Array.from({ length: data.count }, (_, i) => i),
  ).images;

/** All pictures of a set, in a random order that is always the same: the test set's two halves differ. */
export const randomOrder = (data: Mnist): Uint32Array =>
  seed(ORDER_SEED).fold("order").fold(data.split).permutation(data.count);

/** Features [count,128] of training pictures, from position `start` of their random order. */
export async function trainingFeatures(start: number, count: number): Promise<NdArray> {
  const [{ extract, dimensions }, data] = [await digitNetwork(), await trainingSet()];
  const chosen = randomOrder(data).subarray(start, start + count);
  const out = new Float32Array(count * dimensions);
  for (let at = 0; at < count; at += PART) {
    const part = chosenDigits(data, chosen.subarray(at, at + PART));
    out.set((await extract(part.images)).data, at * dimensions);
  }
  return { data: out, shape: [count, dimensions] };
}
