import { predictedEnds, type Combination, type Parametrization } from "../../math";
import type { Marginal } from "./marginal";
import type { Algebra, Clipping, Term } from "./stepper";

/** What a network gave. */
export interface Output<V> {
  readonly value: V;
  /** The learned variance between both bounds, v in [-1, 1]; Nichol & Dhariwal 2021, where the network has it. */
  readonly share?: V;
}

/** What a network's output says at x_t = a x_0 + s ε. */
export interface Prediction<V> {
  readonly x0: V;
  readonly epsilon: V;
}

const terms = <V>({ onX, onY }: Combination, x: V, y: V): Term<V>[] => [
  [onX, x],
  [onY, y],
];

/**
 * x_0 and ε of an output at x_t, clipped.
 * @throws RangeError where the output says nothing of one of them: ε and score at ᾱ_t = 0, x_0 at ᾱ_t = 1.
 */
export function interpret<V>(
  algebra: Algebra<V>,
  output: V,
  x: V,
  how: { readonly from: Parametrization; readonly marginal: Marginal; readonly clip: Clipping },
): Prediction<V> {
  const { from, marginal, clip } = how;
  requireInformation(from, marginal);
  const { signal, noise } = marginal;
  const ends = predictedEnds(from, signal, noise);
  const epsilon = terms(ends.epsilon, x, output);
  const x0 = algebra.combine(terms(ends.x0, x, output));
  if (clip === "none") return { x0, epsilon: algebra.combine(epsilon) };
  const clipped = algebra.clamp(x0, 1);
  const derived = () => terms(predictedEnds("x0", signal, noise).epsilon, x, clipped);
  return { x0: clipped, epsilon: algebra.combine(clip === "keep-epsilon" ? epsilon : derived()) };
}

function requireInformation(from: Parametrization, { signal, noise }: Marginal): void {
  if (signal === 0 && (from === "epsilon" || from === "score")) {
    throw new RangeError(
      `sampler: '${from}' at alphaBar=0, where x_t holds nothing of x_0; start at an earlier timestep, or predict x0 or v.`,
    );
  }
  if (noise === 0 && from === "x0") {
    throw new RangeError(
      "sampler: 'x0' at alphaBar=1, where x_t holds no noise; predict epsilon or v there.",
    );
  }
}
