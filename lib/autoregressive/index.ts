export type { ClassLabels } from "../core/labels";
export type { OutputDistribution, PixelCnnConfig } from "./config";
export {
  dependencies,
  dependencyMatrix,
  type DependencyOptions,
  type Place,
  type Predict,
} from "./dependencies";
export { bernoulli, categorical, logisticMixture, type PixelDistribution } from "./distributions";
export { gate } from "./gate";
export type { LogProbOptions, LogProbsOptions } from "./likelihood";
export { createMaskedConv2d, type MaskedConv2dConfig } from "./maskedConv2d";
export {
  centreMask,
  colourDegrees,
  kernelMask,
  type CentreMaskConfig,
  type MaskType,
} from "./masks";
export type { PixelNetwork } from "./network";
export { createPixelCnn, loadPixelCnn, type PixelCnn, type PixelCnnFitOptions } from "./pixelCnn";
export { drawingMultiplications, type DrawnNetwork } from "./sampling/multiplications";
export type { PixelCnnSampleOptions, SamplePart, SamplingMethod } from "./sampling/options";
export type { PixelCnnTrajectory } from "./sampling/sampler";
export type { PairLogProbs, PairOptions } from "./twoPixels";
