export { createDdpm, loadDdpm, type Ddpm, type DdpmConfig, type DdpmFitOptions } from "./ddpm";
export { ancestralSample, createAncestralStep } from "./ancestral";
export type { AncestralOptions, Predictor, ReverseProcess, Trajectory } from "./ancestral";
export { createUNet, type NoisePredictor, type UNetConfig } from "./unet";
