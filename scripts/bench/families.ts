import { comparison } from "./comparison";
import { FAMILY_CASES } from "./engine/familyCases";

/** The networks of the other families' shipped models, trained beside the same in PyTorch. */
export const families = comparison({
  name: "families",
  title: "VAE, GAN, flows and PixelCNN beside PyTorch: training",
  cases: FAMILY_CASES,
  sides: (python) => (python === undefined ? ["eager", "compiled"] : ["compiled", "torch"]),
});
