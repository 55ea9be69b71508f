import type { Stepper } from "./stepper";

/**
 * DDIM run backwards, from a picture x_0 to the noise that `ddim` with η = 0 makes it from: x' = a' x_0 + s' ε with ε taken
 * at the start of each step, as if it were that of its end; Song et al. 2021, section 5.4. The first step starts from the
 * clean picture, where no network was trained: its ε is asked for as if the picture were at the first timestep.
 */
export function ddimInversion(): Stepper {
  return {
    name: "ddimInversion",
    direction: "up",
    conventions: { aim: "next", final: "one", clip: "none" },
    step({ x, history }, { from, to }, context) {
      const there = context.marginal(to);
      const { x0, epsilon } = context.predict(x, from < 0 ? to : from);
      const terms = [
        [there.signal, from < 0 ? x : x0],
        [there.noise, epsilon],
      ] as const;
      return { x: context.algebra.combine(terms), history };
    },
  };
}
