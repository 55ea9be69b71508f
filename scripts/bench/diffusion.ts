import { comparison } from "./comparison";
import { DIFFUSION_CASES } from "./engine/diffusionCases";

/** The networks of the shipped diffusion models, trained, evaluated and sampled from, beside the same in PyTorch. */
export const diffusion = comparison({
  name: "diffusion",
  title: "Diffusion models beside PyTorch: training, evaluation, and whole loops of DDIM",
  cases: DIFFUSION_CASES,
  sides: (python) => (python === undefined ? ["eager", "compiled"] : ["compiled", "torch"]),
});
