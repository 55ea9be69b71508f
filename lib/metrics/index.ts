export { createDigitClassifier, loadDigitClassifier } from "./digitClassifier";
export type { Classification, ClassifierFitOptions, DigitClassifier } from "./digitClassifier";
export { digitQuality, type DigitQuality } from "./digitQuality";
export type { FeatureExtractor } from "./features";
export {
  loadInception,
  type InceptionExtractor,
  type InceptionOptions,
  type InceptionResize,
  type LogitsOptions,
} from "./inception";
