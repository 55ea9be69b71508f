export { scaledDotProductAttention, createSelfAttention } from "./attention";
export { batchNorm, createBatchNorm, type BatchNorm, type BatchNormConfig } from "./batchNorm";
export { createConv2d, type Conv2d, type Conv2dConfig } from "./conv2d";
export { crossEntropy } from "./crossEntropy";
export { downsample2x } from "./downsample";
export { discretizedLogisticLogProb, type LogisticTensors } from "./discretizedLogistic";
export { dropout, requireDropout } from "./dropout";
export { gelu, type GeluOptions } from "./gelu";
export { createGroupNorm, groupNorm, type GroupNormConfig } from "./groupNorm";
export { ones, standardNormal, uniformFanIn, zeros } from "./initializers";
export { inverse } from "./inverse";
export { createLayerNorm, layerNorm, type LayerNormConfig } from "./layerNorm";
export { leakyRelu } from "./leakyRelu";
export { createLinear, type Linear, type LinearConfig } from "./linear";
export { levelOf, nearestLevel, valueOf } from "./levels";
export { logAbsDet } from "./logAbsDet";
export { logSoftmax } from "./logSoftmax";
export { logSumExp } from "./logSumExp";
export { mse } from "./mse";
export { Parameters, type Initializer, type ParameterScope } from "./parameters";
export { perExampleMean } from "./perExampleMean";
export { perExampleSum } from "./perExampleSum";
export { standardNormalLogDensity } from "./standardNormal";
export { silu } from "./silu";
export {
  requireTimeConvention,
  timeEmbedding,
  type TimeConvention,
  type TimeEmbeddingOptions,
} from "./timeEmbedding";
export { upsample2x } from "./upsample";
