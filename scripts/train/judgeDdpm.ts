import { rows, type NdArray, type Rng } from "dgm/core";
import { dpmSolver2M, type Conditioning, type Ddpm } from "dgm/diffusion";
import { chosenDigits, randomOrder, testSet } from "../studies/mnistDigits";
import { fewStepConventions, fewStepMoves } from "../studies/timesteps";
import { digits, judgeFid, type Figures } from "./judgeSamples";

/** Pictures that FID is of, and how they are made. */
const FID_SAMPLES = 10_000;
const FID_STEPS = 10;
const PART = 500;
/** Test pictures whose bound is taken, and timesteps for each of them. */
const BOUND_PICTURES = 256;
const BOUND_TERMS = 50;

/** The class of each picture that is asked for; of an unconditional model none. */
export type LabelsOf = (from: number, to: number) => Uint8Array;

/**
 * FID of 10,000 samples (DPM-Solver++ 2M; 128 features of the shipped digit classifier, against all training pictures) with
 * its standard error, and the variational bound of test pictures in bits per dimension with its own.
 */
export async function judgeDdpm(model: Ddpm, rng: Rng, labelsOf?: LabelsOf): Promise<Figures> {
  const images = await manySamples(model, rng.fold("fid"), labelsOf);
  const { figures } = await judgeFid(images, rng.fold("bootstrap"));
  const test = chosenDigits(await testSet(), randomOrder(await testSet()));
  const bound = await model.bound(rows(test.images, 0, BOUND_PICTURES), {
    rng: rng.fold("bound"),
    terms: BOUND_TERMS,
    ...(labelsOf && { labels: test.labels.subarray(0, BOUND_PICTURES) }),
  });
  return {
    ...figures,
    fidSamples: FID_SAMPLES,
    fidSteps: FID_STEPS,
    bitsPerDim: digits(bound.total),
    bitsPerDimError: digits(bound.standardError),
    bitsPerDimPictures: BOUND_PICTURES,
  };
}

async function manySamples(model: Ddpm, rng: Rng, labelsOf?: LabelsOf): Promise<NdArray> {
  const data = new Float32Array(FID_SAMPLES * 784);
  for (let at = 0; at < FID_SAMPLES; at += PART) {
    const conditions: Conditioning = labelsOf ? { labels: labelsOf(at, at + PART) } : {};
    const part = await model.sample(PART, {
      rng: rng.fold(at),
      sampler: dpmSolver2M(),
      moves: fewStepMoves(model.process.T, FID_STEPS),
      ...fewStepConventions,
      ...conditions,
    });
    data.set(
      part.data.map((x) => Math.min(1, Math.max(-1, x))),
      at * 784,
    );
  }
  return { data, shape: [FID_SAMPLES, 28, 28, 1] };
}
