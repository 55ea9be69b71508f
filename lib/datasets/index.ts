export { loadMnist, mnistFiles } from "./mnist";
export type { DatasetFile, Mnist, MnistOptions, MnistSplit } from "./mnist";
export { parseIdx, type IdxFile } from "./idx";
