export { createDigitClassifier, loadDigitClassifier } from "./digitClassifier";
export type { Classification, ClassifierFitOptions, DigitClassifier } from "./digitClassifier";
export { digitQuality, type DigitQuality } from "./digitQuality";
export { requireFeatures, type FeatureExtractor } from "./features";
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
