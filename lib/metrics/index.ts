export { createDigitClassifier, loadDigitClassifier } from "./digitClassifier";
export type { Classification, ClassifierFitOptions, DigitClassifier } from "./digitClassifier";
export { loadDigitFeatures, type DigitFeatures, type DigitFeaturesOptions } from "./digitFeatures";
export { digitQuality, type DigitQuality } from "./digitQuality";
export {
  forEachDistanceRow,
  kthNeighbourDistances,
  nearestNeighbours,
  pairwiseSquaredDistances,
} from "./neighbours";
export {
  precisionRecall,
  type PrecisionRecall,
  type PrecisionRecallOptions,
} from "./precisionRecall";
export {
  densityCoverage,
  expectedCoverage,
  type DensityCoverage,
  type DensityCoverageOptions,
} from "./densityCoverage";
export { inceptionScore, type InceptionScore, type InceptionScoreOptions } from "./inceptionScore";
export { classAccuracy, type ClassAccuracy, type ClassShare } from "./classAccuracy";
export {
  modesCovered,
  type KnownModes,
  type ModesCovered,
  type ModesCoveredOptions,
} from "./modesCovered";
export { wasserstein1d } from "./wasserstein1d";
export {
  slicedWasserstein,
  type SlicedWasserstein,
  type SlicedWassersteinOptions,
} from "./slicedWasserstein";
export {
  convertLikelihood,
  dequantisations,
  isBound,
  likelihoodKinds,
  likelihoodOf,
  likelihoodUnits,
  requireLikelihood,
  type Dequantisation,
  type Likelihood,
  type LikelihoodKind,
  type LikelihoodOptions,
  type LikelihoodUnit,
} from "./likelihood";
export { formatLikelihood, type FormatLikelihoodOptions } from "./formatLikelihood";
export {
  compareLikelihoods,
  type CompareLikelihoodsOptions,
  type LikelihoodComparison,
} from "./compareLikelihoods";
export { radialPowerSpectrum, type RadialPowerSpectrum } from "./radialPowerSpectrum";
export { shareEstimate, type Share } from "./share";
export { subsetWithMean } from "./subsetWithMean";
export { requireFeatures, selectRows, type FeatureExtractor } from "./features";
export {
  createFeatureAccumulator,
  extractStatistics,
  featureStatistics,
  type ExtractStatisticsOptions,
  type FeatureAccumulator,
  type FeatureStatistics,
} from "./featureStatistics";
export { loadStatistics, saveStatistics } from "./statisticsFile";
export {
  fid,
  frechetDistance,
  frechetTerms,
  type FrechetTerms,
  type Moments,
} from "./frechetDistance";
export { kid, kidOfSubsets, type KidOfSubsets, type KidOfSubsetsOptions } from "./kid";
export { medianDistance, mmd, type MmdOptions } from "./mmd";
export { bootstrap, type Bootstrap, type BootstrapOptions } from "./bootstrap";
export {
  fidCurve,
  fidInfinity,
  type FidAtSize,
  type FidCurveOptions,
  type FidInfinity,
  type FidInfinityOptions,
} from "./fidBias";
export {
  loadInception,
  type InceptionExtractor,
  type InceptionOptions,
  type InceptionResize,
  type LogitsOptions,
} from "./inception";
