import type { Marginal } from "./marginal";
import type { Output, Prediction } from "./prediction";
import type { TimestepOptions } from "./timesteps";

/** A coefficient, in float64, and what it multiplies. */
export type Term<V> = readonly [coefficient: number, value: V];

/**
 * The few operations that a step is made of. Steppers know no tensors: with this for tensors they make pictures, with this
 * for plain numbers their order of accuracy can be measured in float64.
 */
export interface Algebra<V> {
  /** Σ coefficient · value; a value whose coefficient is 0 is left out, whatever it holds. */
  combine(terms: readonly Term<V>[]): V;
  /** Every entry to [-bound, bound]; NaN stays NaN. */
  clamp(value: V, bound: number): V;
  /** exp(logVariance / 2) · noise, entry by entry. */
  scaled(noise: V, logVariance: V): V;
}

/**
 * How x_0 ∈ [-1, 1] is enforced on a prediction:
 * - "none": not at all.
 * - "keep-epsilon": x_0 is clipped, ε stays what the network said; diffusers' DDIM.
 * - "rederive-epsilon": x_0 is clipped and ε follows from it; OpenAI improved-diffusion, lucidrains, k-diffusion.
 */
export type Clipping = "none" | "keep-epsilon" | "rederive-epsilon";

/** What differs between codes and is not part of the step itself. */
export interface Conventions extends TimestepOptions {
  /** ᾱ after the last step: 1 ("set_alpha_to_one"), or that of timestep 0 (Stable Diffusion, PNDM). */
  readonly final?: "one" | "first";
  readonly clip?: Clipping;
}

/** What a step may ask for. */
export interface Context<V> {
  readonly algebra: Algebra<V>;
  /** Number of this step, from 0, and how many there are. */
  readonly index: number;
  readonly count: number;
  readonly clip: Clipping;
  /** x_t = signal x_0 + noise ε; t = -1 is after the last step. @throws RangeError for another t. */
  marginal(t: number): Marginal;
  /** One evaluation of the network. */
  evaluate(x: V, t: number): Output<V>;
  /** What an output means at x_t, clipped. */
  convert(output: V, x: V, t: number): Prediction<V>;
  /** `evaluate`, then `convert`. */
  predict(x: V, t: number): Prediction<V> & Pick<Output<V>, "share">;
  /** Fresh standard normal noise of x's shape; the same at every call within one step. */
  noise(): V;
}

/** What a multistep method remembers of an earlier step. */
export interface Past<V> {
  readonly t: number;
  readonly value: V;
}

/** Where sampling is: x, and the earlier predictions that the method still needs, latest last. */
export interface Point<V> {
  readonly x: V;
  readonly history: readonly Past<V>[];
}

/** One step: from timestep `from` to `to`, 0-based; -1 is the finished sample. */
export interface Move {
  readonly from: number;
  readonly to: number;
}

/**
 * A sampling method, configured. `step` is a pure function: what it remembers comes in with the point and goes out with the
 * next one; the first has an empty history.
 */
export interface Stepper {
  readonly name: string;
  /** What diffusers (or the code named) does with this method, where nothing else is asked for. */
  readonly conventions: Conventions;
  /** "up" goes from a clean picture to noise. @default "down" */
  readonly direction?: "down" | "up";
  /** Steps use ε alone, so that clipping x_0 means nothing unless ε follows it. @default false */
  readonly epsilonOnly?: boolean;
  /** Steps that have to come before the last one after an empty history. @default 0 */
  readonly warmUp?: number;
  step<V>(point: Point<V>, move: Move, context: Context<V>): Point<V>;
}
