export { freshNoisePosterior } from "./freshNoise";
export { reversePosterior, type ReversePosterior } from "./posterior";
export {
  alphaBars,
  cosineBetas,
  evenTimesteps,
  linearBetas,
  respacedBetas,
  type CosineScheduleOptions,
  type LinearScheduleOptions,
} from "./schedules";
