import type { Stepper } from "./stepper";
import { transfer } from "./transfer";

/**
 * Euler's method on the probability-flow ODE d(x/a)/dσ = ε in σ = √(1 - ᾱ)/√ᾱ; diffusers' EulerDiscreteScheduler, and
 * DDIM with η = 0 in other words. First order. Song et al. 2021 (DDIM), equation 14.
 * Timesteps are "leading" unless chosen: diffusers' default here, "linspace" with fractional timesteps, is not offered.
 */
export function euler(): Stepper {
  return {
    name: "euler",
    conventions: { clip: "none" },
    epsilonOnly: true,
    step: ({ x, history }, move, context) => ({
      x: transfer(x, context.predict(x, move.from).epsilon, move, context),
      history,
    }),
  };
}
