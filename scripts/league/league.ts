import { seed, type NdArray, type Rng } from "dgm/core";
import { eightGaussianModes, toy2d } from "dgm/datasets";
import { sampleMean } from "dgm/math";
import {
  loadStatistics,
  modesCovered,
  radialPowerSpectrum,
  shareEstimate,
  slicedWasserstein,
} from "dgm/metrics";
import type { Figures } from "dgm/notebook";
import { readCard } from "../studies/cards";
import { digitFigures, digitFigureSettings } from "../studies/digitFigures";
import { meanFigures } from "../studies/meanFigures";
import {
  chosenDigits,
  digitNetwork,
  once,
  randomOrder,
  testSet,
  trainingFeatures,
  trainingSet,
} from "../studies/mnistDigits";
import type { RowContext, Study, StudyRow } from "../studies/study";
import { statisticsFile } from "../train/files";
import { askedClasses, contestants, type Contestant, type Drawing } from "./contestants";
import { pointsFamilies, type PointsFamily, type TrainedPoints } from "./points";

/** How many pictures and points are looked at; tests make it short. */
export interface LeagueSizes {
  /** Pictures of a row, and so many of them at a time; a multiple of 10, so that the classes go round. */
  readonly pictures: number;
  readonly part: number;
  /** Digits that are drawn at once to measure the time of one. */
  readonly timed: number;
  readonly points: {
    readonly updates: number;
    readonly batchSize: number;
    /** Models of a family, which differ in their keys alone. */
    readonly models: number;
    /** Samples that a model is measured by, and points that it is asked the density of. */
    readonly samples: number;
    readonly scored: number;
  };
}

export const leagueSizes: LeagueSizes = {
  pictures: 2000,
  part: 250,
  timed: 60,
  points: { updates: 1500, batchSize: 256, models: 5, samples: 5000, scored: 2000 },
};

/** Raise it when the code changes what is measured. */
const VERSION = 1;
const SEED = 51;
const DATA = { name: "eightGaussians", count: 20_000, seed: 52 } as const;
/** A mode counts with a tenth of its share of the samples. */
const LEAST_SHARE = 0.1 / 8;

/** Cycles per picture from which on only edges of strokes have power. */
const HIGH = 7;

const reference = once(async () => ({
  statistics: await loadStatistics(statisticsFile("mnist-train")),
  features: await trainingFeatures(0, digitFigureSettings.precisionPictures),
}));

/** Power of the edges of strokes, above HIGH cycles per picture. */
function highPower(images: NdArray): number {
  const { frequency, power } = radialPowerSpectrum(images);
  return power.reduce((sum, p, i) => (frequency[i]! >= HIGH ? sum + p : sum), 0);
}

const realHighPower = once(async () => {
  const data = await trainingSet();
  const indices = randomOrder(data).subarray(0, digitFigureSettings.precisionPictures);
  return highPower(chosenDigits(data, indices).images);
});

/**
 * FID, KID, precision and recall with their errors, the reading of the classes that were asked for, and how much power the
 * pictures have at high frequencies, as a multiple of what real ones have.
 */
async function quality(images: NdArray, rng: Rng, labels?: Uint8Array): Promise<Figures> {
  const digits = { images, ...(labels && { labels }) };
  const figures = await digitFigures(await digitNetwork(), await reference(), digits, rng);
  const { precisionPictures: n } = digitFigureSettings;
  const errorOf = (share: unknown) =>
    shareEstimate(Math.round((share as number) * n), n).standardError;
  return {
    ...figures,
    precisionError: errorOf(figures["precision"]),
    recallError: errorOf(figures["recall"]),
    highPower: highPower(images) / (await realHighPower()),
  };
}

async function drawMany(drawing: Drawing, { pictures, part }: LeagueSizes, context: RowContext) {
  const data = new Float32Array(pictures * 784);
  for (let at = 0; at < pictures; at += part) {
    context.signal.throwIfAborted();
    data.set((await drawing.sample(part, seed(SEED).fold(at))).data, at * 784);
    context.say(`  ${at + part} of ${pictures} digits`);
  }
  return { data, shape: [pictures, 28, 28, 1] };
}

/** Seconds for one digit, of `timed` drawn at once after as many that are not counted. */
async function secondsEach(drawing: Drawing, timed: number): Promise<number> {
  await drawing.sample(timed, seed(SEED));
  const start = performance.now();
  await drawing.sample(timed, seed(SEED).fold("time"));
  return (performance.now() - start) / 1000 / timed;
}

function digitsRow(contestant: Contestant, sizes: LeagueSizes): StudyRow {
  const { name, family, checkpoint, sampling, passes, scores, inverts, skips } = contestant;
  const { startedFrom } = contestant;
  const card = readCard(checkpoint);
  const start = startedFrom === undefined ? undefined : readCard(startedFrom);
  return {
    name,
    settings: {
      family,
      checkpoint,
      sha256: card.sha256,
      sampling,
      passes,
      scores,
      inverts,
      skips,
      ...(start && { startedFrom, startSha256: start.sha256 }),
    },
    async run(context) {
      const drawing = await contestant.open();
      try {
        const images = await drawMany(drawing, sizes, context);
        const labels = contestant.classes ? askedClasses(sizes.pictures) : undefined;
        const { bitsPerDim, bitsPerDimError, bitsPerDimPictures } = card.metrics ?? {};
        return {
          ...(await quality(images, seed(SEED).fold("figures"), labels)),
          ...(scores !== "no" && {
            bitsPerDim: bitsPerDim!,
            bitsPerDimError: bitsPerDimError!,
            bitsPerDimPictures: bitsPerDimPictures!,
          }),
          parameters: card.parameters,
          trainingSeconds: card.training!.seconds + (start?.training!.seconds ?? 0),
          secondsEach: await secondsEach(drawing, sizes.timed),
        };
      } finally {
        drawing.dispose();
      }
    },
  };
}

/** Digits of the test set in the place of a model's: the best figures that there can be. */
const realRow = ({ pictures }: LeagueSizes): StudyRow => ({
  name: "MNIST itself",
  settings: { family: "data" },
  async run() {
    const test = await testSet();
    const { images, labels } = chosenDigits(test, randomOrder(test).subarray(0, pictures));
    return quality(images, seed(SEED).fold("figures"), labels);
  },
});

/** What one trained model made of the ring. */
async function measurePoints(
  model: TrainedPoints,
  { samples, scored }: LeagueSizes["points"],
  rng: Rng,
): Promise<Record<string, number>> {
  const drawn = await model.sample(samples, rng.fold("samples"));
  const { covered, highQuality } = modesCovered(drawn, eightGaussianModes, {
    least: Math.ceil(LEAST_SHARE * samples),
  });
  const real = { data: toy2d(DATA.name, samples, rng.fold("real")).points, shape: [samples, 2] };
  const fresh = { data: toy2d(DATA.name, scored, rng.fold("scored")).points, shape: [scored, 2] };
  const logs = await model.logProbs?.(fresh, rng.fold("noise"));
  return {
    covered,
    highQuality: highQuality.estimate,
    distance: slicedWasserstein(drawn, real, { rng: rng.fold("directions") }).estimate,
    ...(logs && { nats: -sampleMean(logs) }),
  };
}

function pointsRow(family: PointsFamily, sizes: LeagueSizes): StudyRow {
  const { updates, batchSize, models } = sizes.points;
  return {
    name: `points: ${family.name}`,
    settings: { family: family.name, scores: family.scores, config: { ...family.config } },
    async run({ say, signal }) {
      const data = toy2d(DATA.name, DATA.count, seed(DATA.seed));
      const measured: Record<string, number>[] = [];
      let parameters = 0;
      for (let number = 0; number < models; number++) {
        const rng = seed(SEED).fold("points").fold(number);
        const start = performance.now();
        const model = await family.train(data, { updates, batchSize, signal }, rng);
        const seconds = (performance.now() - start) / 1000;
        parameters = model.parameters;
        measured.push({ seconds, ...(await measurePoints(model, sizes.points, rng)) });
        model.dispose();
        say(`  model ${number + 1}: ${JSON.stringify(measured.at(-1))}`);
      }
      return { models, parameters, ...meanFigures(measured) };
    },
  };
}

/** The league as a study: a row for each model; tests make it small. */
export function createLeague(sizes: LeagueSizes = leagueSizes): Study {
  return {
    name: "league",
    description:
      "Every family of models beside the others: the shipped models of digits, and small models of a ring of eight " +
      "Gaussians with about as many weights each, trained alike.",
    async settings() {
      const { pictures, part, timed, points } = sizes;
      return {
        version: VERSION,
        seed: SEED,
        pictures,
        part,
        timed,
        figures: { ...digitFigureSettings, high: HIGH },
        classifier: readCard("classifier-mnist").sha256,
        points: { ...points, data: DATA, leastShare: LEAST_SHARE },
      };
    },
    rows: [
      realRow(sizes),
      ...contestants.map((each) => digitsRow(each, sizes)),
      ...pointsFamilies.map((each) => pointsRow(each, sizes)),
    ],
  };
}

export const league = createLeague();
