import type { NdArray, Rng } from "dgm/core";
import {
  bootstrap,
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

/** Four digits, which is more than the figures are worth. */
export const digits = (value: number): number => Number(value.toPrecision(4));

/**
 * FID of pictures (128 features of the shipped digit classifier, against all training pictures) with its standard error,
 * and the share that the classifier is confident about.
 */
export async function judgeSamples(
  images: NdArray,
  rng: Rng,
  suffix = "",
): Promise<Record<string, number>> {
  const network = await digitNetwork();
  const reference = await loadStatistics(statisticsFile("mnist-train"));
  const features = await network.extract(images);
  const distance = (part: NdArray) => fid(reference, featureStatistics(part, network.id));
  const { estimate, standardError } = await bootstrap(features, distance, { rng, repeats: 16 });
  const classifier = await loadDigitClassifier(checkpointFile("classifier-mnist"));
  const { confidentShare } = digitQuality(await classifier.classify(images));
  classifier.dispose();
  return {
    [`fid${suffix}`]: digits(estimate),
    [`fid${suffix}Error`]: digits(standardError),
    [`confidentShare${suffix}`]: digits(confidentShare),
  };
}

/** Bits per dimension of 8-bit digits, from log-likelihoods in nats per picture, with the standard error. */
export function judgeLikelihood(
  logLikelihoods: ArrayLike<number>,
  { name, kind, k }: { name: string; kind: LikelihoodKind; k?: number },
): Record<string, number> {
  const { value, standardError } = likelihoodOf(logLikelihoods, {
    kind,
    ...(k !== undefined && { k }),
    dequantisation: "none (discrete)",
    dims: 784,
    unit: "bits per dim",
  });
  return { [name]: digits(value), [`${name}Error`]: digits(standardError) };
}
