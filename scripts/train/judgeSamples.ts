import type { NdArray, Rng } from "dgm/core";
import {
  bootstrap,
  classAccuracy,
  digitQuality,
  featureStatistics,
  fid,
  likelihoodOf,
  loadDigitClassifier,
  loadStatistics,
  type LikelihoodKind,
} from "dgm/metrics";
import { digitNetwork } from "../studies/mnistDigits";
import { checkpointFile, statisticsFile } from "./files";

/** Figures of a card, by name. */
export type Figures = Record<string, number>;

/** Rounded to more digits than the figures are worth. */
export const digits = (value: number, figures = 4): number => Number(value.toPrecision(figures));

/**
 * FID of pictures (128 features of the shipped digit classifier, against all training pictures) with its standard error,
 * and the features that it is of.
 */
export async function judgeFid(
  images: NdArray,
  rng: Rng,
): Promise<{ readonly figures: Figures; readonly features: NdArray }> {
  const network = await digitNetwork();
  const reference = await loadStatistics(statisticsFile("mnist-train"));
  const features = await network.extract(images);
  const distance = (part: NdArray) => fid(reference, featureStatistics(part, network.id));
  const { estimate, standardError } = await bootstrap(features, distance, { rng, repeats: 16 });
  return { figures: { fid: digits(estimate), fidError: digits(standardError) }, features };
}

/** What the shipped classifier makes of pictures; with the asked classes, how often it reads them. */
export async function judgeReading(
  images: NdArray,
  labels?: Uint8Array,
): Promise<Figures & { readonly confidentShare: number; readonly classes: number }> {
  const classifier = await loadDigitClassifier(checkpointFile("classifier-mnist"));
  const read = await classifier.classify(images);
  classifier.dispose();
  const { confidentShare, classes } = digitQuality(read);
  return {
    confidentShare: digits(confidentShare),
    classes,
    ...(labels && {
      classAccuracy: digits(classAccuracy(read.labels, labels).overall.estimate),
    }),
  };
}

/** FID of pictures with its error and the share that the classifier is confident about, under names with a suffix. */
export async function judgeSamples(images: NdArray, rng: Rng, suffix: string): Promise<Figures> {
  const { fid, fidError } = (await judgeFid(images, rng)).figures;
  const { confidentShare } = await judgeReading(images);
  const figures = { fid: fid!, fidError: fidError!, confidentShare };
  return Object.fromEntries(
    Object.entries(figures).map(([name, value]) => [`${name}${suffix}`, value]),
  );
}

/** Bits per dimension of 8-bit digits, from log-likelihoods in nats per picture, with the standard error. */
export function judgeLikelihood(
  logLikelihoods: ArrayLike<number>,
  { name, kind, k }: { name: string; kind: LikelihoodKind; k?: number },
): Figures {
  const { value, standardError } = likelihoodOf(logLikelihoods, {
    kind,
    ...(k !== undefined && { k }),
    dequantisation: "none (discrete)",
    dims: 784,
    unit: "bits per dim",
  });
  return { [name]: digits(value), [`${name}Error`]: digits(standardError) };
}
