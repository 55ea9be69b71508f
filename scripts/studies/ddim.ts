import { rows, seed, type NdArray } from "dgm/core";
import { loadDdpm, sampleLoop } from "dgm/diffusion";
import { loadStatistics } from "dgm/metrics";
import type { Figures } from "dgm/notebook";
import { checkpointFile, statisticsFile } from "../train/files";
import { comparedSamplers, type ComparedSampler } from "./ddimSamplers";
import {
  chosenDigits,
  digitNetwork,
  once,
  ORDER_SEED,
  randomOrder,
  testSet,
  trainingFeatures,
  trainingSet,
} from "./mnistDigits";
import { sampleFigures, sampleFigureSizes, type SampleFigureSizes } from "./sampleFigures";
import type { RowContext, Study, StudyRow } from "./study";
import { fewStepConventions, fewStepMoves, TOP, WHY } from "./timesteps";

/** How many pictures are made and looked at. */
export interface DdimSizes extends SampleFigureSizes {
  /** Pictures of a row, and of a row of `longFrom` steps or more. */
  readonly pictures: number;
  readonly longPictures: number;
  readonly longFrom: number;
  /** Pictures at a time; with another number they start from other noise. */
  readonly batch: number;
  /** Training pictures that KID compares with. */
  readonly referenceFeatures: number;
}

/** Each row takes as long as its pictures times its evaluations: a faster machine can raise the number. */
export const ddimSizes: DdimSizes = {
  pictures: 2000,
  longPictures: 500,
  longFrom: 1000,
  batch: 125,
  referenceFeatures: 2000,
  ...sampleFigureSizes,
};

/** Raise it when the code changes what is measured. */
const VERSION = 1;
const SEED = 23;
const trained = once(async () => {
  const { model, card } = await loadDdpm(checkpointFile("ddpm-mnist"));
  return { process: model.denoiser(), card };
});

const reference = once(async () => ({
  statistics: await loadStatistics(statisticsFile("mnist-train")),
  features: await trainingFeatures(0, ddimSizes.referenceFeatures),
}));

interface Request {
  readonly sampler: ComparedSampler;
  readonly steps: number;
  readonly count: number;
  readonly batch: number;
}

/** Pictures in [-1, 1] from noise that is the same for all samplers, and how often the network saw each of them. */
async function samples({ sampler, steps, count, batch }: Request, { say, signal }: RowContext) {
  const { process } = await trained();
  const moves = fewStepMoves(process.alphaBars.length, steps);
  const images = new Float32Array(784 * count);
  let asked = 0;
  for (let at = 0; at < count; at += batch) {
    const shape = [Math.min(batch, count - at), 28, 28, 1];
    const rng = seed(SEED).fold(at);
    const options = { ...fewStepConventions, ...sampler.conventions, moves, rng, signal };
    const { x, evaluations } = await sampleLoop(process, sampler.make(), shape, options);
    const values = await x.data();
    values.forEach((value, i) => (images[784 * at + i] = Math.min(1, Math.max(-1, value))));
    x.dispose();
    asked = evaluations;
    say(`  ${at + shape[0]!} of ${count} pictures`);
  }
  return { images: { data: images, shape: [count, 28, 28, 1] }, evaluations: asked };
}

const figuresRng = () => seed(SEED).fold("figures");

/** Pictures of MNIST itself, as many as are made of each sampler. */
function realRow(split: "train" | "test", sizes: DdimSizes): StudyRow {
  const { pictures, referenceFeatures } = sizes;
  return {
    name: `MNIST, ${split === "train" ? "training" : "test"} pictures`,
    settings: { sampler: "none", split, pictures },
    async run() {
      const data = await (split === "train" ? trainingSet() : testSet());
      const from = split === "train" ? referenceFeatures : 0; // those before are compared with
      const { images } = chosenDigits(data, randomOrder(data).subarray(from, from + pictures));
      return figuresOf(images, sizes);
    },
  };
}

function samplerRow(sampler: ComparedSampler, steps: number, sizes: DdimSizes): StudyRow {
  const { pictures, longPictures, longFrom, batch } = sizes;
  const count = steps < longFrom ? pictures : longPictures;
  return {
    name: `${sampler.name}, ${steps} steps`,
    settings: { ...sampler.settings, steps, pictures: count },
    async run(context) {
      const made = await samples({ sampler, steps, count, batch }, context);
      const figures = await figuresOf(made.images, sizes);
      return { evaluations: made.evaluations, ...figures };
    },
  };
}

async function figuresOf(images: NdArray, sizes: DdimSizes): Promise<Figures> {
  const compared = await reference();
  const features = rows(compared.features, 0, sizes.referenceFeatures);
  return sampleFigures(
    await digitNetwork(),
    { ...compared, features },
    images,
    figuresRng(),
    sizes,
  );
}

/** The study; tests make it small. */
export function createDdimStudy(sizes: DdimSizes = ddimSizes): Study {
  const { bootstrapRepeats, compared, batch, referenceFeatures } = sizes;
  const steps = [...new Set(comparedSamplers.flatMap((sampler) => sampler.steps))];
  return {
    name: "ddim",
    description:
      "Quality of digits that one trained model (ddpm-mnist) makes, by sampler and number of steps, in the 128 features of " +
      "the shipped digit classifier: Song et al. 2021 (DDIM), table 1, on MNIST, with solvers of higher order.",
    async settings() {
      const { card } = await trained();
      return {
        version: VERSION,
        model: `${card.name} sha256:${card.sha256.slice(0, 16)}`,
        extractor: (await digitNetwork()).id,
        train: (await trainingSet()).id,
        test: (await testSet()).id,
        seed: SEED,
        orderSeed: ORDER_SEED,
        timesteps: { spacing: "trailing", below: TOP, why: WHY },
        ...fewStepConventions,
        ...{ bootstrapRepeats, compared, batch, referenceFeatures },
      };
    },
    rows: [
      realRow("train", sizes),
      realRow("test", sizes),
      ...steps
        .sort((a, b) => a - b) // the costly ones last
        .flatMap((count) =>
          comparedSamplers
            .filter((sampler) => sampler.steps.includes(count))
            .map((sampler) => samplerRow(sampler, count, sizes)),
        ),
    ],
  };
}

export const ddimStudy = createDdimStudy();
