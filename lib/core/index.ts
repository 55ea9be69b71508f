export { ready, describeBackend, requestedBackend } from "./backend";
export type { BackendDescription, BackendName } from "./backends";
export { requireInteger, requireNumber, requireShape } from "./arguments";
export type { Examples } from "./examples";
export { tidied } from "./memory";
export { rows, toNdArray, type NdArray } from "./ndarray";
export { Rng, seed } from "./rng";
export type { GenerativeModel, HasElbo, HasLogProb } from "./model";
export type { Trainable } from "./trainable";
