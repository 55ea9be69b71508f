export { createAdam, createAdamW, type AdamConfig, type AdamWConfig } from "./adam";
export { writeFileAtomically } from "./atomicFile";
export { createBatches } from "./batches";
export {
  amendCard,
  loadCheckpoint,
  saveCheckpoint,
  type CardNotes,
  type Checkpoint,
  type CheckpointCard,
  type TrainingFacts,
} from "./checkpoint";
export { clipByGlobalNorm, type Clipped } from "./clip";
export { createEma, type Ema } from "./ema";
export { prepareFit, type FitOptions, type Fitting } from "./fitting";
export { lossAndGradients, type LossAndGradients } from "./gradients";
export {
  stepDecay,
  warmupConstant,
  warmupCosine,
  type LearningRate,
  type StepDecayOptions,
  type WarmupConstantOptions,
  type WarmupCosineOptions,
} from "./learningRate";
export { InterruptedError, runLoop, type LoopOptions } from "./loop";
export { loadModel, saveModel, type Loadable, type SavedModel } from "./modelFile";
export type { Optimizer, OptimizerFactory } from "./optimizer";
export type { ProgressEvent, ProgressListener } from "./progress";
export { decodeSafetensors, encodeSafetensors, type SafetensorsFile } from "./safetensors";
export { createSgd, type SgdConfig } from "./sgd";
export { readTensors, withTensors } from "./tensorMaps";
export type {
  GroupedObjective,
  GroupOptions,
  Loss,
  Objective,
  ParameterGroup,
  StepInputs,
} from "./objective";
export {
  train,
  trainGroups,
  type GroupedHistory,
  type RunOptions,
  type TrainHistory,
  type TrainOptions,
} from "./trainer";
export { loadTrainingState, saveTrainingState, type RunPosition } from "./trainingState";
