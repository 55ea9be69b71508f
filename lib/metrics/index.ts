export { createDigitClassifier, loadDigitClassifier } from "./digitClassifier";
export type { Classification, ClassifierFitOptions, DigitClassifier } from "./digitClassifier";
export { digitQuality, type DigitQuality } from "./digitQuality";
