export { createVae, loadVae, type Vae, type VaeConfig } from "./vae";
export type { VaeFitOptions, VaeSampleOptions } from "./vae";
export { createAutoencoder, loadAutoencoder } from "./autoencoder";
export type { Autoencoder, AutoencoderConfig } from "./autoencoder";
export type { NetworkConfig, PointNetworkConfig } from "./network";
export type { PictureNetworkConfig } from "./convolutional";
export { outputKinds, type OutputConfig, type OutputDistribution, type OutputKind } from "./output";
export { bernoulli } from "./bernoulli";
export { discretizedLogistic } from "./discretizedLogistic";
export {
  latentKlPerDim,
  logPosterior,
  logPrior,
  reparameterise,
  type LatentGaussian,
} from "./latentGaussian";
export { iwaeBounds, type ElboTerms, type LogWeightOptions, type VaeBound } from "./bound";
export type { LatentCode, VaeNetworks } from "./inference";
export { latentActivity, type LatentActivity } from "./activity";
export { interpolateLatents, latentGrid, type InterpolationOptions } from "./latentSpace";
export { createVqVae, loadVqVae, type VqVae, type VqVaeConfig } from "./vq/vqVae";
export type { VqVaeSampleOptions } from "./vq/vqVae";
export {
  createCodebook,
  codebookDefaults,
  type Codebook,
  type CodebookConfig,
} from "./vq/codebook";
export { quantise, type Quantised } from "./vq/quantise";
export { codeUsage, type CodeUsage } from "./vq/usage";
