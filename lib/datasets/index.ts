export { binarised } from "./binarised";
export { loadMnist, mnistFiles } from "./mnist";
export type { DatasetFile, Mnist, MnistOptions, MnistSplit } from "./mnist";
export { parseIdx, type IdxFile } from "./idx";
export { eightGaussianModes, toy2d, toyNames, type Toy2d, type ToyName } from "./toy2d";
export {
  corrupt,
  corruptionAmounts,
  corruptionNames,
  corruptionStrengths,
  type CorruptionName,
  type CorruptionStrength,
  type CorruptOptions,
} from "./corruptions";
