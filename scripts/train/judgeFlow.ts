import { rows, type NdArray, type Rng } from "dgm/core";
import type { PictureFlow } from "dgm/flows";
import { likelihoodOf } from "dgm/metrics";
import { allDigits, testSet } from "../studies/mnistDigits";
import { digits, judgeFid, judgeReading, type Figures } from "./judgeSamples";

/** Pictures that FID is of, and how many of them the classifier looks at. */
const FID_SAMPLES = 10_000;
const CLASSIFIED = 1000;
/** Test pictures that are sent to their latents and back. */
const INVERTED = 500;

/**
 * Of all test pictures the bound in bits per dimension (one draw of the noise each) with its standard error; FID of 10,000
 * samples (128 features of the shipped digit classifier, against all training pictures) with its own; what the classifier
 * makes of 1000 samples; and the largest error of pictures that were encoded and decoded.
 */
export async function judgeFlow(flow: PictureFlow, rng: Rng): Promise<Figures> {
  const images = allDigits(await testSet());
  const elbos = await flow.elbos(images, rng.fold("likelihood"));
  const likelihood = likelihoodOf(elbos, {
    kind: flow.dequantiser.kind === "uniform" ? "exact" : "elbo",
    dequantisation: flow.dequantiser.kind,
    scaling: { levels: 256, low: 0, high: 256 }, // elbo is restated for the levels already
    dims: 784,
    unit: "bits per dim",
  });
  const samples = await flow.sample(FID_SAMPLES, { rng: rng.fold("fid") });
  const { figures } = await judgeFid(samples, rng.fold("bootstrap"));
  return {
    bitsPerDim: digits(likelihood.value),
    bitsPerDimError: digits(likelihood.standardError),
    bitsPerDimPictures: images.shape[0]!,
    ...figures,
    fidSamples: FID_SAMPLES,
    ...(await judgeReading(rows(samples, 0, CLASSIFIED))),
    inversionError: digits(await inversionError(flow, rows(images, 0, INVERTED), rng)),
  };
}

async function inversionError(flow: PictureFlow, images: NdArray, rng: Rng): Promise<number> {
  const x = await flow.dequantise(images, rng.fold("inversion"));
  const back = await flow.decode(await flow.encode(x));
  return x.data.reduce((worst, value, i) => Math.max(worst, Math.abs(value - back.data[i]!)), 0);
}
