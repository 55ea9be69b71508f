export { createDdpm, loadDdpm, type Ddpm, type DdpmConfig, type DdpmFitOptions } from "./ddpm";
export { ancestralSample } from "./ancestral";
export type { AncestralOptions, ReverseProcess, Trajectory } from "./ancestral";
export { createUNet, type NoisePredictor, type UNetConfig } from "./unet";
