import { requireNumber } from "../../core/arguments";
import type { Marginal } from "./marginal";
import type { Stepper } from "./stepper";

export interface DdimConfig {
  /**
   * Amount of fresh noise, σ = η √β̃: 0 draws none, 1 draws from DDPM's posterior; never more than the noise that is there.
   * "sigma-hat" is the paper's DDPM with the larger variance: the mean of η = 1, noise of σ̂ = √(1 - ᾱ/ᾱ'), none at the last
   * step. @default 0
   */
  readonly eta?: number | "sigma-hat";
}

/** The standard deviation in the direction to x_t, and that of the noise. */
function deviations(here: Marginal, there: Marginal, last: boolean, eta: number | "sigma-hat") {
  const large = Math.sqrt(Math.max(0, 1 - (here.signal / there.signal) ** 2)); // √β of the step
  const small = here.noise === 0 ? 0 : (there.noise / here.noise) * large; // √β̃
  if (eta === "sigma-hat") return { within: small, fresh: last ? 0 : large };
  const sigma = Math.min(eta * small, there.noise);
  return { within: sigma, fresh: sigma };
}

/**
 * DDIM: x' = a' x_0 + √(s'² - σ²) ε + σ z with x_0 and ε predicted at x_t; Song et al. 2021, equations 12 and 16.
 * Conventions of diffusers' DDIMScheduler.
 * @throws RangeError for a negative or infinite eta.
 */
export function ddim({ eta = 0 }: DdimConfig = {}): Stepper {
  if (eta !== "sigma-hat") requireNumber("ddim", "eta", eta, 0);
  return {
    name: "ddim",
    conventions: { aim: "stride", final: "one", clip: "keep-epsilon" },
    step({ x, history }, { from, to }, context) {
      const [here, there] = [context.marginal(from), context.marginal(to)];
      const { x0, epsilon } = context.predict(x, from);
      const { within, fresh } = deviations(here, there, to < 0, eta);
      const direction = Math.sqrt(Math.max(0, there.noise ** 2 - within ** 2));
      const mean = context.algebra.combine([
        [there.signal, x0],
        [direction, epsilon],
      ]);
      if (fresh === 0) return { x: mean, history };
      const noisy = context.algebra.combine([
        [1, mean],
        [fresh, context.noise()],
      ]);
      return { x: noisy, history };
    },
  };
}
