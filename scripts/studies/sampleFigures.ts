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
  readonly compared: number;
  /** As `compared`, without an error: few enough to be made again in a notebook. */
  readonly rerun: number;
}

export const sampleFigureSizes: SampleFigureSizes = {
  bootstrapRepeats: 16,
  compared: 500,
  rerun: 125,
};

/**
 * FID of pictures [n,28,28,1] and of the first `compared` of them (`fid500`) with standard errors, of the first `rerun`
 * (`fid125`), KID of all, precision and recall of the first `compared` against as many training pictures, and the share
 * that the classifier reads with confidence.
 */
export async function sampleFigures(
  network: DigitFeatures,
  reference: DigitReference,
  images: NdArray,
  rng: Rng,
  sizes: SampleFigureSizes,
): Promise<Figures> {
  const { compared, rerun, bootstrapRepeats: repeats } = sizes;
  const features = await network.extract(images);
  const distance = (part: NdArray) =>
    fid(reference.statistics, featureStatistics(part, network.id));
  const measured = (part: NdArray, key: Rng) => bootstrap(part, distance, { rng: key, repeats });
  const all = await measured(features, rng.fold("all"));
  const first = rows(features, 0, compared);
  const ofFirst = await measured(first, rng.fold("first"));
  const mmd = kid(reference.features, features);
  const { precision, recall } = precisionRecall(rows(reference.features, 0, compared), first);
  const read = mostProbable(await network.probabilities(images));
  const { confidentShare, classes } = digitQuality(read);
  return {
    pictures: images.shape[0]!,
    fid: all.estimate,
    fidError: all.standardError,
    [`fid${compared}`]: ofFirst.estimate,
    [`fid${compared}Error`]: ofFirst.standardError,
    [`fid${rerun}`]: await distance(rows(features, 0, rerun)),
    kid: mmd.estimate,
    kidError: mmd.standardError,
    precision: precision.estimate,
    recall: recall.estimate,
    confident: confidentShare,
    classes,
  };
}
