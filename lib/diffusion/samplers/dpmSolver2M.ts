import type { Context, Move, Past, Stepper } from "./stepper";

export interface DpmSolver2MConfig {
  /** The last of fewer than 15 steps is of first order even where it ends above σ = 0. @default true */
  readonly lowerOrderFinal?: boolean;
}

/** Below so many steps `lowerOrderFinal` holds; as in the authors' code and diffusers. */
const FEW = 15;

/**
 * DPM-Solver++ (2M): second-order multistep on the predicted x_0, exact in the linear part; Lu et al. 2022 (DPM-Solver++),
 * algorithm 2. Conventions of diffusers' DPMSolverMultistepScheduler ("midpoint"): the first step is of first order, so is
 * a last one to σ = 0; timesteps are `linspace` over steps + 1, without the lowest, which "trailing" alone keeps. One
 * evaluation per step.
 */
export function dpmSolver2M({ lowerOrderFinal = true }: DpmSolver2MConfig = {}): Stepper {
  return {
    name: "dpmSolver2M",
    conventions: {
      spacing: "linspace",
      dropLowest: (spacing) => spacing !== "trailing",
      final: "one",
      clip: "none",
    },
    step({ x, history }, move, context) {
      const now = { t: move.from, value: context.predict(x, move.from).x0 };
      const known = [...history.slice(-1), now];
      const [here, there] = [context.marginal(move.from), context.marginal(move.to)];
      const last = context.index === context.count - 1;
      const firstOrder =
        known.length === 1 || there.noise === 0 || (last && lowerOrderFinal && context.count < FEW);
      const ratio = there.noise / here.noise;
      const gain = there.signal - ratio * here.signal; // a' (1 - e^{-h})
      const x0 = firstOrder ? now.value : extrapolated(known[0]!, now, move, context);
      const terms = [
        [ratio, x],
        [gain, x0],
      ] as const;
      return { x: context.algebra.combine(terms), history: known };
    },
  };
}

/** x_0 at the middle of the step in λ = log(a/s): D = x_0 + (h/h_before)/2 · (x_0 - x_0 before). */
function extrapolated<V>(before: Past<V>, now: Past<V>, { to }: Move, context: Context<V>): V {
  const lambda = (t: number) => {
    const { signal, noise } = context.marginal(t);
    return Math.log(signal) - Math.log(noise);
  };
  const slope = (lambda(to) - lambda(now.t)) / (lambda(now.t) - lambda(before.t)) / 2;
  return context.algebra.combine([
    [1 + slope, now.value],
    [-slope, before.value],
  ]);
}
