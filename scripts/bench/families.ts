import { comparison } from "./comparison";
import { FAMILY_CASES } from "./engine/familyCases";

/**
 * Training steps of the other families' networks beside the same in PyTorch. VAE and DCGAN have the sizes of `vae-mnist` and
 * `gan-mnist`; of the GAN it is the discriminator's loss with R1. The others are less than what is shipped: of Glow one level
 * of 8 steps with plain 1x1 convolutions, where `glow-mnist` has two levels and a trained noise; of `maf-mnist` the layers
 * alone, without batch normalisation, noise and logit; of `pixelcnn-mnist` the network without its embedding of the levels.
 */
export const families = comparison({
  name: "families",
  title: "VAE, GAN, flows and PixelCNN beside PyTorch: training",
  cases: FAMILY_CASES,
  sides: (python) => (python === undefined ? ["eager", "compiled"] : ["compiled", "torch"]),
});
