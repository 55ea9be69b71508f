export {
  createGan,
  loadGan,
  type Gan,
  type GanClassOptions,
  type GanConfig,
  type GanFitOptions,
  type GanHistory,
  type GanSampleOptions,
} from "./gan";
export type { DcganConfig } from "./dcgan";
export {
  diracGan,
  diracGanLosses,
  playGame,
  type DiracGanConfig,
  type GameField,
  type PlayOptions,
} from "./diracGan";
export { diagnose, type Diagnosis, type DiagnosisOptions } from "./diagnosis";
export { ganLoss, ganLosses, type GanLoss, type LossPair } from "./losses";
export { gameValue, optimalLogit, type Logit } from "./minimax";
export type { Discriminator, Generator, NetworkConfig, Networks } from "./network";
export type { GanObjectiveOptions } from "./objective";
export { partOf } from "./part";
export {
  r1Penalty,
  squaredSlopes,
  wganGpPenalty,
  type GradientPenalty,
  type Logits,
} from "./penalties";
export type { PerceptronConfig } from "./perceptrons";
