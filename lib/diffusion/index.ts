export { createDdpm, loadDdpm, type Ddpm, type DdpmConfig, type DdpmFitOptions } from "./ddpm";
export type { Predictor, SampledModel } from "./predictor";
export { predictNoise } from "./predictNoise";
export { createUNet, type UNet } from "./unet";
export type { UNetConfig } from "./unetConfig";
export { createMlp, type MlpConfig } from "./mlp";
export { isMlp } from "./network";
export type { DiffusionNetwork, NetworkConditions, NetworkConfig } from "./network";
export { imageToImage, inpaint, interpolateNoise } from "./editing";
export type { ImageToImageOptions, InpaintOptions } from "./editing";
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
  numberAlgebra,
  plms,
  runSteps,
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
  Network,
  PndmConfig,
  Point,
  RunStepsConfig,
  Sampled,
  SampleOptions,
  Stepper,
  TimestepOptions,
  TrainedProcess,
} from "./samplers";
export { createProcess, type ForwardProcess, type ProcessConfig } from "./process";
export { scheduleBetas, type Schedule, type ScheduleName } from "./schedule";
export {
  combined,
  endColumns,
  trainingTarget,
  predictionTargets,
  type Mixing,
  type PredictionTarget,
} from "./targets";
export {
  lossWeights,
  convertLossWeights,
  type LossWeighting,
  type LossWeightOptions,
} from "./lossWeights";
export { guided, guidanceScale, rescaleGuidance, type Guidance } from "./guidance";
export { dynamicThreshold, type DynamicThreshold } from "./thresholding";
export type { ObjectiveOptions } from "./objective";
export type { Conditioning } from "./conditioning";
export type { DdpmSampleOptions, EncodeOptions, Sampling, Trajectory } from "./sampling";
export { gaussianKl, discretizedGaussian, type GaussianTensors } from "./gaussianTensors";
export { learnedRange, boundTerm, type BoundTermInputs } from "./learnedVariance";
export {
  drawTimesteps,
  emptyHistory,
  recordLosses,
  timestepProbabilities,
  type DrawnTimesteps,
  type LossHistory,
  type TimestepSampling,
} from "./timestepSampler";
export { cifar10Full, type DdpmProfile } from "./profiles";
export {
  diffusionBound,
  type BoundOptions,
  type BoundPart,
  type DiffusionBound,
} from "./likelihood";
export {
  drawProbes,
  odeLogLikelihood,
  tracedNetwork,
  type NoiseProcess,
  type OdeLikelihood,
  type OdeLikelihoodOptions,
  type OdeMethodName,
  type ProbeKind,
  type TracedNetwork,
  type TraceMethod,
  type TraceOptions,
} from "./ode";
export { mixtureLogDensityOf, mixturePredictor, type RoundMixture } from "./mixturePredictor";
export {
  annealedLangevin,
  langevin,
  noiseLevels,
  type AnnealedLangevinOptions,
  type LangevinOptions,
  type LangevinRun,
  type NoiseLevels,
  type NoisyScore,
} from "./langevin";
export { mala, type MalaResult } from "./mala";
