import type { Stepper } from "./stepper";
import { transfer } from "./transfer";

/**
 * Heun's method on the probability-flow ODE d(x/a)/dσ = ε in σ = √(1 - ᾱ)/√ᾱ: the mean of ε at both ends of the step;
 * Karras et al. 2022, algorithm 1; diffusers' HeunDiscreteScheduler. The last step, to σ = 0, is Euler's. Second order,
 * 2 steps - 1 evaluations. Timesteps as in `euler`.
 */
export function heun(): Stepper {
  return {
    name: "heun",
    conventions: { clip: "none" },
    epsilonOnly: true,
    step({ x, history }, move, context) {
      const first = context.predict(x, move.from).epsilon;
      const guess = transfer(x, first, move, context);
      if (move.to < 0) return { x: guess, history };
      const mean = context.algebra.combine([
        [1 / 2, first],
        [1 / 2, context.predict(guess, move.to).epsilon],
      ]);
      return { x: transfer(x, mean, move, context), history };
    },
  };
}
