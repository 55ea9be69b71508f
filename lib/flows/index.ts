export { createActnorm } from "./actnorm";
export type { Bijector, Transformed } from "./bijector";
export { compose } from "./compose";
export {
  createConvConditioner,
  createMlpConditioner,
  type ConvConditionerConfig,
  type MlpConditionerConfig,
} from "./conditioners";
export {
  additiveCoupling,
  affineCoupling,
  type AffineCouplingOptions,
  type Conditioner,
} from "./coupling";
export { uniformDequantiser, type Dequantised, type Dequantiser } from "./dequantiser";
export { createDiagonalScaling } from "./diagonalScaling";
export { exchangeHalves } from "./exchangeHalves";
export { factorOut, flatten } from "./factorOut";
export {
  createFlow,
  type Flow,
  type FlowFitOptions,
  type FlowParts,
  type FlowSampleOptions,
} from "./flow";
export { createGlow, loadGlow, type Glow, type GlowConfig } from "./glow";
export { createInvertibleConv, type ConvParametrization } from "./invertibleConv";
export { logit } from "./logit";
export type { LevelConfig, MultiScaleConfig } from "./multiScale";
export {
  createMultiScaleRealNvp,
  loadMultiScaleRealNvp,
  type MultiScaleRealNvp,
} from "./multiScaleRealNvp";
export { createNice, loadNice, type Nice, type NiceConfig } from "./nice";
export { checkerboard, halves, masked, type Kept, type Partition } from "./partition";
export { createPictureFlow, type PictureFlow } from "./pictureFlow";
export { createRealNvp, loadRealNvp, type RealNvp, type RealNvpConfig } from "./realNvp";
export { squeeze } from "./squeeze";
export {
  createVariationalDequantiser,
  type VariationalDequantiserConfig,
} from "./variationalDequantiser";
export { createAutoregressive, inverted, type AutoregressiveConfig } from "./autoregressive";
export { createFlowBatchNorm, type FlowBatchNorm, type FlowBatchNormConfig } from "./flowBatchNorm";
export { createIaf, loadIaf, type Iaf, type IafConfig } from "./iaf";
export { createMade, type Made, type MadeConfig, type NextDimension } from "./made";
export { createMaf, loadMaf, type Maf, type MafConfig } from "./maf";
export {
  dimensionsInOrder,
  madeDegrees,
  madeMasks,
  type DegreesConfig,
  type MadeDegrees,
  type VariableOrder,
} from "./masks";
export { createPermutation, randomOrder, reversal } from "./permutation";
export {
  createPictureMaf,
  loadPictureMaf,
  type PictureMaf,
  type PictureMafConfig,
} from "./pictureMaf";
export { createStack, type Stack, type StackConfig } from "./stack";
export { standardNormalLogDensity } from "../nn";
