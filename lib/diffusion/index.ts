export { createDdpm, loadDdpm, type Ddpm, type DdpmConfig, type DdpmFitOptions } from "./ddpm";
export { ancestralSample, createAncestralStep } from "./ancestral";
export type { AncestralOptions, Predictor, ReverseProcess, Trajectory } from "./ancestral";
export { createUNet, type NoisePredictor, type UNetConfig } from "./unet";
export {
  ancestral,
  createContext,
  ddim,
  ddimInversion,
  dpmSolver2M,
  euler,
  fPndm,
  heun,
  inversionMoves,
  marginals,
  plms,
  sampleLoop,
  samplingMoves,
  sPndm,
  stableDiffusion,
  tensorAlgebra,
} from "./samplers";
export type {
  Algebra,
  AncestralConfig,
  AncestralVariance,
  Clipping,
  Context,
  Conventions,
  DdimConfig,
  DpmSolver2MConfig,
  Move,
  PndmConfig,
  Point,
  Sampled,
  SampleOptions,
  Stepper,
  TimestepOptions,
  TrainedProcess,
} from "./samplers";
