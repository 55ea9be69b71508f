import { rows, seed } from "dgm/core";
import {
  corrupt,
  corruptionAmounts,
  corruptionNames,
  corruptionStrengths,
  type CorruptOptions,
} from "dgm/datasets";
import {
  createFeatureAccumulator,
  featureStatistics,
  loadStatistics,
  saveStatistics,
  type DigitFeatures,
} from "dgm/metrics";
import { statisticsFile } from "../train/files";
import { digitFigures, digitFigureSettings } from "./digitFigures";
import {
  chosenDigits,
  digitNetwork,
  once,
  ORDER_SEED,
  PART,
  randomOrder,
  testSet,
  trainingFeatures,
  trainingSet,
} from "./mnistDigits";
import type { Study, StudyRow } from "./study";

/** Raise it when the code changes what is measured. */
const VERSION = 1;
/** Training pictures whose features KID, precision and recall compare with. */
const REFERENCE_FEATURES = 5000;

const test = once(async () => chosenDigits(await testSet(), randomOrder(await testSet())));

const reference = once(async () => ({
  statistics: await loadStatistics(statisticsFile("mnist-train")),
  features: await trainingFeatures(0, REFERENCE_FEATURES),
}));

/** Writes the statistics of the whole training set, which later studies and notebooks compare with. */
const referenceRow: StudyRow = {
  name: "reference",
  outputs: [statisticsFile("mnist-train")],
  async run() {
    const [{ id, dimensions }, { count }] = [await digitNetwork(), await trainingSet()];
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
        ? corrupt(images, corruption, seed(ORDER_SEED).fold(corruption.kind))
        : images;
      return digitFigures(
        await digitNetwork(),
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
      const { id }: DigitFeatures = await digitNetwork();
      const compared = {
        statistics: featureStatistics(features, id),
        features: rows(features, 0, REFERENCE_FEATURES),
      };
      const digits = chosenDigits(data, randomOrder(data).subarray(0, samples));
      return digitFigures(await digitNetwork(), compared, digits, figuresRng());
    },
  };
}

const figuresRng = () => seed(ORDER_SEED).fold("figures");

/** FID of spoiled digits, after Heusel et al. 2017, figure 3. */
export const fidStudy: Study = {
  name: "fid",
  description:
    "Distances of MNIST's test pictures, as they are and spoiled in six ways at five strengths, to the training set, in " +
    "the 128 features of the shipped digit classifier. Floor rows compare training pictures with other training pictures.",
  async settings() {
    return {
      version: VERSION,
      extractor: (await digitNetwork()).id,
      train: (await trainingSet()).id,
      test: (await testSet()).id,
      seed: ORDER_SEED,
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
