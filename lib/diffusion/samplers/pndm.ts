import type { Conventions, Context, Move, Past } from "./stepper";
import { transfer } from "./transfer";

export interface PndmConfig {
  /**
   * What is averaged over the timesteps: the "output"s of the network, read as ε once, at the start of the step, as in
   * diffusers, or the noise "epsilon" that each of them means. The same for a network that predicts ε; for v the former
   * makes the methods first-order. @default "output", but "epsilon" where x_0 is clipped, which diffusers does not offer
   */
  readonly average?: "output" | "epsilon";
}

/**
 * diffusers' PNDMScheduler. With "linspace" it starts otherwise: it moves x a stride and then asks the network at the next
 * timestep, which is elsewhere; here the network is always asked at the level that x is at.
 */
export const pndmConventions: Conventions = { aim: "stride", final: "first", clip: "none" };

/** What `average` says, as two functions: what is kept of an evaluation, and where a combination of those leads. */
export function pndmParts<V>(context: Context<V>, config: PndmConfig) {
  const { average = context.clip === "none" ? "output" : "epsilon" } = config;
  const raw = average === "output";
  return {
    observe: (x: V, t: number): V =>
      raw ? context.evaluate(x, t).value : context.predict(x, t).epsilon,
    moveBy: (x: V, mean: V, move: Move): V =>
      transfer(x, raw ? context.convert(mean, x, move.from).epsilon : mean, move, context),
  };
}

/**
 * The first step of PLMS and S-PNDM: improved Euler, with one more evaluation at the step's end, which is not remembered.
 * A single step, which ends in the sample, where no network can be asked, is DDIM's.
 */
export function improvedEulerStart<V>(
  x: V,
  first: Past<V>,
  move: Move,
  context: Context<V>,
  config: PndmConfig,
): V {
  const { observe, moveBy } = pndmParts(context, config);
  const guess = moveBy(x, first.value, move);
  if (move.to < 0) return guess;
  const mean = context.algebra.combine([
    [1 / 2, first.value],
    [1 / 2, observe(guess, move.to)],
  ]);
  return moveBy(x, mean, move);
}
