import { seed, type NdArray, type Rng } from "dgm/core";
import { eightGaussianModes, toy2d } from "dgm/datasets";
import { createGan, type GanConfig, type GanLoss, type GradientPenalty } from "dgm/gan";
import { modesCovered, slicedWasserstein } from "dgm/metrics";
import { createAdam, type GroupOptions } from "dgm/train";
import type { Figures } from "dgm/notebook";
import { meanFigures } from "./meanFigures";
import type { RowContext, Study, StudyRow } from "./study";

/** How long and how often games are played; tests make it short. */
export interface GanStudySizes {
  readonly steps: number;
  /** Games of a cell of the map, and of a row of remedies. */
  readonly mapGames: number;
  readonly remedyGames: number;
  /** Learning rates of the map, for either network. */
  readonly rates: readonly number[];
  /** Samples that a game is measured by. */
  readonly samples: number;
}

export const ganSizes: GanStudySizes = {
  steps: 1200,
  mapGames: 3,
  remedyGames: 8,
  rates: [5e-4, 1e-3, 2e-3, 4e-3, 8e-3],
  samples: 2000,
};

/** How one game differs from the others. */
export interface GameSettings {
  readonly loss: GanLoss;
  readonly penalty: Required<GradientPenalty> | null;
  readonly generatorRate: number;
  readonly discriminatorRate: number;
  readonly discriminatorSteps: number;
  readonly beta1: number;
}

/** Raise it when the code changes what is measured. */
const VERSION = 1;
const SEED = 31;
const DATA = { name: "eightGaussians", count: 10_000, seed: 32 } as const;
const CONFIG = {
  network: { dim: 2, width: 64, depth: 2 },
  latentDim: 8,
} as const satisfies GanConfig;
const BATCH_SIZE = 128;
/** A mode counts with a tenth of its share of the samples. */
const LEAST_SHARE = 0.1 / 8;

const R1 = { kind: "r1", weight: 1 } as const;
const WGAN_GP = { kind: "wgan-gp", weight: 1 } as const;

/** A generator that is twice as fast as its discriminator: where the remedies begin. */
const unbalanced: GameSettings = {
  loss: "non-saturating",
  penalty: null,
  generatorRate: 2e-3,
  discriminatorRate: 1e-3,
  discriminatorSteps: 1,
  beta1: 0.5,
};

const remedies: Readonly<Record<string, Partial<GameSettings>>> = {
  "no remedy": {},
  "saturating loss": { loss: "saturating" },
  "momentum 0.9": { beta1: 0.9 },
  "equal rates": { generatorRate: unbalanced.discriminatorRate },
  "5 discriminator steps": { discriminatorSteps: 5 },
  R1: { penalty: R1 },
  "WGAN-GP": { loss: "wasserstein", penalty: WGAN_GP },
  "WGAN-GP, 5 critic steps": { loss: "wasserstein", penalty: WGAN_GP, discriminatorSteps: 5 },
};

/** What a generator made of the ring. */
function measured(samples: NdArray, rng: Rng) {
  const n = samples.shape[0]!;
  const least = Math.ceil(LEAST_SHARE * n);
  const { covered, highQuality } = modesCovered(samples, eightGaussianModes, { least });
  const real = { data: toy2d(DATA.name, n, rng.fold("real")).points, shape: [n, 2] };
  const distance = slicedWasserstein(samples, real, { rng: rng.fold("directions") });
  return { covered, highQuality: highQuality.estimate, distance: distance.estimate };
}

/** Plays one game to its end; its number is its key. */
async function play(
  settings: GameSettings,
  number: number,
  { steps, samples }: GanStudySizes,
  signal: AbortSignal,
) {
  const [initRng, runRng, sampleRng] = seed(SEED).fold(number).split(3) as [Rng, Rng, Rng];
  const { loss, penalty, discriminatorSteps, beta1 } = settings;
  const group = (learningRate: number): GroupOptions => ({
    learningRate,
    emaDecay: 0,
    optimizer: (variables) => createAdam(variables, { beta1 }),
  });
  const gan = createGan(CONFIG, initRng);
  try {
    await gan.fit(toy2d(DATA.name, DATA.count, seed(DATA.seed)), {
      loss,
      ...(penalty && { penalty }),
      discriminatorSteps,
      steps,
      batchSize: BATCH_SIZE,
      rng: runRng,
      signal,
      generator: group(settings.generatorRate),
      discriminator: group(settings.discriminatorRate),
    });
    return measured(await gan.sample(samples, { rng: sampleRng }), sampleRng);
  } finally {
    gan.dispose();
  }
}

/** Games that differ in their keys alone: mean and standard error of each figure, and the modes of each game. */
async function playSeveral(
  settings: GameSettings,
  count: number,
  sizes: GanStudySizes,
  signal: AbortSignal,
): Promise<Figures> {
  const games: Awaited<ReturnType<typeof play>>[] = [];
  for (let number = 0; number < count; number++) {
    games.push(await play(settings, number, sizes, signal));
  }
  return {
    games: count,
    modes: games.map(({ covered }) => covered).join(" "),
    ...meanFigures(games),
  };
}

function gameRow(
  name: string,
  settings: GameSettings,
  games: number,
  sizes: GanStudySizes,
): StudyRow {
  return {
    name,
    settings: { ...settings, games },
    run: ({ signal }: RowContext) => playSeveral(settings, games, sizes, signal),
  };
}

/** Both networks' learning rates, against each other. */
function mapRows(name: string, penalty: GameSettings["penalty"], sizes: GanStudySizes): StudyRow[] {
  return sizes.rates.flatMap((generatorRate) =>
    sizes.rates.map((discriminatorRate) =>
      gameRow(
        `${name}, G ${generatorRate}, D ${discriminatorRate}`,
        { ...unbalanced, penalty, generatorRate, discriminatorRate },
        sizes.mapGames,
        sizes,
      ),
    ),
  );
}

/** The study; tests make it small. */
export function createGanStudy(sizes: GanStudySizes = ganSizes): Study {
  return {
    name: "gan",
    description:
      "Modes of a ring of eight Gaussians that a GAN of perceptrons covers, by the learning rates of its two networks, " +
      "without a penalty and with R1; and what mends a generator that outruns its discriminator, on the same seeds.",
    async settings() {
      return {
        version: VERSION,
        seed: SEED,
        data: DATA,
        config: CONFIG,
        batchSize: BATCH_SIZE,
        steps: sizes.steps,
        samples: sizes.samples,
        leastShare: LEAST_SHARE,
      };
    },
    rows: [
      ...Object.entries(remedies).map(([name, change]) =>
        gameRow(`remedy: ${name}`, { ...unbalanced, ...change }, sizes.remedyGames, sizes),
      ),
      ...mapRows("map: no penalty", null, sizes),
      ...mapRows("map: R1", R1, sizes),
    ],
  };
}

export const ganStudy = createGanStudy();
