export { ancestral, type AncestralConfig, type AncestralVariance } from "./ancestral";
export { createContext, type ContextConfig } from "./context";
export { ddim, type DdimConfig } from "./ddim";
export { ddimInversion } from "./ddimInversion";
export { dpmSolver2M, type DpmSolver2MConfig } from "./dpmSolver2M";
export { euler } from "./euler";
export { fPndm } from "./fPndm";
export { heun } from "./heun";
export { marginals, type Marginal } from "./marginal";
export type { Network, TrainedProcess } from "./network";
export { plms } from "./plms";
export type { PndmConfig } from "./pndm";
export type { Output, Prediction } from "./prediction";
export { numberAlgebra, runSteps, type RunStepsConfig } from "./runSteps";
export { sampleLoop, type Sampled, type SampleOptions, type Start } from "./sampleLoop";
export { sPndm } from "./sPndm";
export type {
  Algebra,
  Clipping,
  Context,
  Conventions,
  Move,
  Past,
  Point,
  Stepper,
  Term,
} from "./stepper";
export { tensorAlgebra } from "./tensorAlgebra";
export { inversionMoves, samplingMoves, stableDiffusion, type TimestepOptions } from "./timesteps";
