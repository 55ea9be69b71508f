import { rows, type NdArray, type Rng } from "dgm/core";
import {
  bootstrap,
  classAccuracy,
  featureStatistics,
  fid,
  frechetTerms,
  kidOfSubsets,
  precisionRecall,
  type Classification,
  type DigitFeatures,
  type FeatureStatistics,
} from "dgm/metrics";
import type { Figures } from "dgm/notebook";

/** What digits are compared with. */
export interface DigitReference {
  readonly statistics: FeatureStatistics;
  /** [n,D] in random order, at least as many as KID and precision take. */
  readonly features: NdArray;
}

/** Pictures in random order. */
export interface Digits {
  readonly images: NdArray; // [n,28,28,1]
  /** The classes that they should have, where that is known. */
  readonly labels?: Uint8Array; // [n]
}

/** Pictures whose classes are known. */
export type LabelledDigits = Required<Digits>;

/** How the figures are taken; part of a study's settings. */
export const digitFigureSettings = {
  bootstrapRepeats: 16,
  kidSubsets: 4,
  kidSubsetSize: 1000,
  precisionPictures: 2000,
} as const;

/**
 * FID with its two terms and its standard error (of the pictures, the reference held fixed), KID, precision and recall,
 * and the classifier's accuracy where the classes are known.
 */
export async function digitFigures(
  network: DigitFeatures,
  reference: DigitReference,
  { images, labels }: Digits,
  rng: Rng,
): Promise<Figures> {
  const { bootstrapRepeats, kidSubsets, kidSubsetSize, precisionPictures } = digitFigureSettings;
  const [bootstrapRng, kidRng] = rng.split(2) as [Rng, Rng];
  const features = await network.extract(images);
  const terms = await frechetTerms(reference.statistics, featureStatistics(features, network.id));
  const { standardError } = await bootstrap(
    features,
    (resample) => fid(reference.statistics, featureStatistics(resample, network.id)),
    { rng: bootstrapRng, repeats: bootstrapRepeats },
  );
  const kid = kidOfSubsets(reference.features, features, {
    rng: kidRng,
    subsets: kidSubsets,
    subsetSize: kidSubsetSize,
  });
  const { precision, recall } = precisionRecall(
    rows(reference.features, 0, precisionPictures),
    rows(features, 0, precisionPictures),
  );
  const read = labels && mostProbable(await network.probabilities(images)).labels;
  return {
    pictures: images.shape[0]!,
    fid: terms.total,
    fidMean: terms.mean,
    fidCovariance: terms.covariance,
    fidError: standardError,
    kid: kid.estimate,
    kidError: kid.standardError,
    precision: precision.estimate,
    recall: recall.estimate,
    ...(read && { accuracy: classAccuracy(read, labels).overall.estimate }),
  };
}

/** What a classifier reads, from its probabilities [n,10]. */
export function mostProbable({ data, shape }: NdArray): Classification {
  const row = (i: number) => data.subarray(10 * i, 10 * i + 10);
  const confidences = Float32Array.from({ length: shape[0]! }, (_, i) => Math.max(...row(i)));
  return { labels: Uint8Array.from(confidences, (p, i) => row(i).indexOf(p)), confidences };
}
