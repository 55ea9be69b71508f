export { constantBetas } from "./constant";
export { cosineBetas, type CosineScheduleOptions } from "./cosine";
export { customBetas } from "./custom";
export { jsdBetas } from "./jsd";
export { linearBetas, type LinearScheduleOptions } from "./linear";
export { quadraticBetas } from "./quadratic";
export { scaledLinearBetas, type EndPoints } from "./scaledLinear";
export {
  sigmoidAlphaBarBetas,
  sigmoidBetas,
  type SigmoidAlphaBarOptions,
  type SigmoidScheduleOptions,
} from "./sigmoid";
export { warmupBetas, type WarmupScheduleOptions } from "./warmup";
