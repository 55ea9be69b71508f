export { createAdam, type AdamConfig, type Optimizer } from "./adam";
export { writeFileAtomically } from "./atomicFile";
export { createBatches } from "./batches";
export {
  loadCheckpoint,
  saveCheckpoint,
  type CardNotes,
  type Checkpoint,
  type CheckpointCard,
  type TrainingFacts,
} from "./checkpoint";
export { createEma, type Ema } from "./ema";
export { lossAndGradients, type LossAndGradients } from "./gradients";
export { warmupCosine, type LearningRate, type WarmupCosineOptions } from "./learningRate";
export { InterruptedError, runLoop, type LoopOptions } from "./loop";
export type { ProgressEvent, ProgressListener } from "./progress";
export { decodeSafetensors, encodeSafetensors, type SafetensorsFile } from "./safetensors";
export { readTensors, withTensors } from "./tensorMaps";
export { train, type TrainHistory, type Objective, type TrainOptions } from "./trainer";
export { loadTrainingState, saveTrainingState, type RunPosition } from "./trainingState";
