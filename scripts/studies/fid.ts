import { rows, seed, type NdArray } from "dgm/core";
import {
  corrupt,
  corruptionAmounts,
  corruptionNames,
  corruptionStrengths,
  loadMnist,
  type CorruptOptions,
  type Mnist,
} from "dgm/datasets";
import {
  createFeatureAccumulator,
  featureStatistics,
  loadDigitFeatures,
  loadStatistics,
  saveStatistics,
  type DigitFeatures,
} from "dgm/metrics";
import { checkpointFile, statisticsFile } from "../train/files";
import { digitFigures, digitFigureSettings, type LabelledDigits } from "./digitFigures";
import type { Study, StudyRow } from "./study";

/** Raise it when the code changes what is measured. */
const VERSION = 1;
const SEED = 11;
/** Training pictures whose features KID, precision and recall compare with. */
const REFERENCE_FEATURES = 5000;
/** Pictures that are turned into floats at a time. */
const PART = 5000;

/** Runs `make` on the first call only. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

const network = once(() => loadDigitFeatures(checkpointFile("classifier-mnist")));
const trainingSet = once(() => loadMnist());
const testSet = once(() => loadMnist({ split: "test" }));

/** The chosen pictures as [n,28,28,1] in [-1, 1], with their labels. */
function chosenDigits(data: Mnist, indices: Uint32Array): LabelledDigits {
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

/** All pictures of a set, in a random order that is always the same: the test set's two halves differ. */
const order = (data: Mnist): Uint32Array =>
  seed(SEED).fold("order").fold(data.split).permutation(data.count);

const test = once(async () => chosenDigits(await testSet(), order(await testSet())));

/** Features [count,128] of training pictures, from position `start` of their random order. */
async function trainingFeatures(start: number, count: number): Promise<NdArray> {
  const [{ extract, dimensions }, data] = [await network(), await trainingSet()];
  const chosen = order(data).subarray(start, start + count);
  const out = new Float32Array(count * dimensions);
  for (let at = 0; at < count; at += PART) {
    const part = chosenDigits(data, chosen.subarray(at, at + PART));
    out.set((await extract(part.images)).data, at * dimensions);
  }
  return { data: out, shape: [count, dimensions] };
}

const reference = once(async () => ({
  statistics: await loadStatistics(statisticsFile("mnist-train")),
  features: await trainingFeatures(0, REFERENCE_FEATURES),
}));

/** Writes the statistics of the whole training set, which later studies and notebooks compare with. */
const referenceRow: StudyRow = {
  name: "reference",
  outputs: [statisticsFile("mnist-train")],
  async run() {
    const [{ id, dimensions }, { count }] = [await network(), await trainingSet()];
    const accumulator = createFeatureAccumulator(id, dimensions);
    for (let start = 0; start < count; start += PART) {
      accumulator.add(await trainingFeatures(start, Math.min(PART, count - start)));
    }
    const statistics = accumulator.statistics();
    await saveStatistics(statisticsFile("mnist-train"), statistics);
    const { mean, covariance } = statistics;
    return {
      pictures: count,
      dimensions,
      squaredMean: mean.reduce((sum, x) => sum + x * x, 0),
      totalVariance: mean.reduce((sum, _, i) => sum + covariance[i * dimensions + i]!, 0),
    };
  },
};

/** The test set against the training set, as it is or spoiled. */
function testRow(name: string, corruption?: CorruptOptions): StudyRow {
  const amount = corruption && corruptionAmounts[corruption.kind][corruption.strength - 1]!;
  return {
    name,
    settings: corruption ? { ...corruption, amount: amount! } : {},
    async run() {
      const { images, labels } = await test();
      const spoiled = corruption
        ? corrupt(images, corruption, seed(SEED).fold(corruption.kind))
        : images;
      return digitFigures(
        await network(),
        await reference(),
        { images: spoiled, labels },
        figuresRng(),
      );
    },
  };
}

/** Training pictures against others of them: what FID is between sets that differ by chance alone. */
function floorRow(samples: number, others: number): StudyRow {
  return {
    name: `floor ${samples} against ${others}`,
    settings: { samples, others },
    async run() {
      const data = await trainingSet();
      const features = await trainingFeatures(samples, others);
      const { id }: DigitFeatures = await network();
      const compared = {
        statistics: featureStatistics(features, id),
        features: rows(features, 0, REFERENCE_FEATURES),
      };
      const digits = chosenDigits(data, order(data).subarray(0, samples));
      return digitFigures(await network(), compared, digits, figuresRng());
    },
  };
}

const figuresRng = () => seed(SEED).fold("figures");

/** FID of spoiled digits, after Heusel et al. 2017, figure 3. */
export const fidStudy: Study = {
  name: "fid",
  description:
    "Distances of MNIST's test pictures, as they are and spoiled in six ways at five strengths, to the training set, in " +
    "the 128 features of the shipped digit classifier. Floor rows compare training pictures with other training pictures.",
  async settings() {
    return {
      version: VERSION,
      extractor: (await network()).id,
      train: (await trainingSet()).id,
      test: (await testSet()).id,
      seed: SEED,
      referenceFeatures: REFERENCE_FEATURES,
      ...digitFigureSettings,
    };
  },
  rows: [
    referenceRow,
    floorRow(5000, 5000),
    floorRow(10_000, 10_000),
    floorRow(10_000, 50_000),
    testRow("clean"),
    ...corruptionNames.flatMap((kind) =>
      corruptionStrengths.map((strength) => testRow(`${kind} ${strength}`, { kind, strength })),
    ),
  ],
};
