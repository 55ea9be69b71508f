import { rows, type NdArray, type Rng } from "dgm/core";
import {
  bootstrap,
  digitQuality,
  featureStatistics,
  fid,
  kid,
  precisionRecall,
  type DigitFeatures,
} from "dgm/metrics";
import type { Figures } from "dgm/notebook";
import { mostProbable, type DigitReference } from "./digitFigures";

/** How many pictures the figures of samples are of. */
export interface SampleFigureSizes {
  readonly bootstrapRepeats: number;
  /** Of the first so many pictures FID is given as well, so that rows of more and of fewer can be compared. */
  readonly compared: readonly number[];
}

export const sampleFigureSizes: SampleFigureSizes = {
  bootstrapRepeats: 16,
  compared: [500, 125],
};

/** Of so many pictures precision and recall are taken. */
const precisionPictures = ({ compared }: SampleFigureSizes, count: number): number =>
  Math.max(...compared.filter((n) => n <= count));

/**
 * FID of pictures [n,28,28,1] and of the first so many of them (`fid500`, where there are so many) with standard errors,
 * KID of all, precision and recall against as many training pictures, and the share that the classifier reads with
 * confidence.
 */
export async function sampleFigures(
  network: DigitFeatures,
  reference: DigitReference,
  images: NdArray,
  rng: Rng,
  sizes: SampleFigureSizes,
): Promise<Figures> {
  const count = images.shape[0]!;
  const features = await network.extract(images);
  const distance = (part: NdArray) =>
    fid(reference.statistics, featureStatistics(part, network.id));
  const measured = async (name: string, n: number): Promise<Figures> => {
    const options = { rng: rng.fold(name), repeats: sizes.bootstrapRepeats };
    const { estimate, standardError } = await bootstrap(rows(features, 0, n), distance, options);
    return { [name]: estimate, [`${name}Error`]: standardError };
  };
  let distances = await measured("fid", count);
  for (const n of sizes.compared.filter((size) => size <= count)) {
    distances = { ...distances, ...(await measured(`fid${n}`, n)) };
  }
  const few = precisionPictures(sizes, count);
  const mmd = kid(reference.features, features);
  const { precision, recall } = precisionRecall(
    rows(reference.features, 0, few),
    rows(features, 0, few),
  );
  const read = mostProbable(await network.probabilities(images));
  const { confidentShare, classes } = digitQuality(read);
  return {
    pictures: count,
    ...distances,
    kid: mmd.estimate,
    kidError: mmd.standardError,
    precision: precision.estimate,
    recall: recall.estimate,
    confident: confidentShare,
    classes,
  };
}
