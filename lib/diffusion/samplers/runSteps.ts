import { createContext } from "./context";
import { marginals } from "./marginal";
import type { Output } from "./prediction";
import type { Algebra, Conventions, Move, Point, Stepper } from "./stepper";

/** Plain numbers: with them, samplers run in float64, on one unknown. */
export const numberAlgebra: Algebra<number> = {
  combine: (terms) => terms.reduce((sum, [c, value]) => (c === 0 ? sum : sum + c * value), 0),
  clamp: (value, bound) => Math.min(bound, Math.max(-bound, value)),
  scaled: (noise, logVariance) => Math.exp(logVariance / 2) * noise,
};

export interface RunStepsConfig<V> extends Pick<Conventions, "final" | "clip"> {
  readonly algebra: Algebra<V>;
  /** ᾱ of the T timesteps. */
  readonly alphaBars: Float64Array;
  readonly moves: readonly Move[];
  /** The network, which predicts ε. */
  readonly evaluate: (x: V, t: number) => Output<V>;
  /** The noise of step `index`. @default none: such a stepper is refused */
  readonly noise?: (index: number) => V;
}

/**
 * What `sampleLoop` does with tensors, over any algebra and at once: the end of a stepper's moves from `start`. ᾱ at the end is
 * as in the stepper's conventions, unless chosen.
 * @throws RangeError for a stepper that draws noise, where there is none.
 */
export function runSteps<V>(stepper: Stepper, start: V, config: RunStepsConfig<V>): V {
  const { algebra, alphaBars, moves, evaluate, clip = "none" } = config;
  const { final = stepper.conventions.final, noise = noNoise(stepper) } = config;
  const marginal = marginals(alphaBars, final);
  let point: Point<V> = { x: start, history: [] };
  moves.forEach((move, index) => {
    const context = createContext<V>({
      ...{ algebra, index, count: moves.length, marginal, evaluate, clip },
      noise: () => noise(index),
    });
    point = stepper.step(point, move, context);
  });
  return point.x;
}

const noNoise =
  ({ name }: Stepper) =>
  (): never => {
    throw new RangeError(`runSteps: ${name} draws noise in its steps; pass noise.`);
  };
