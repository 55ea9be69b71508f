import type { Parametrization } from "../../math";
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

type Rule = <V>(y: V, x: V, marginal: Marginal) => { x0: Term<V>[]; epsilon: Term<V>[] };

/** The formulas of `convertPrediction` in lib/math, as combinations of the output y and x_t. */
const rules: Record<Parametrization, Rule> = {
  epsilon: (y, x, { signal: a, noise: s }) => ({
    x0: [
      [1 / a, x],
      [-s / a, y],
    ],
    epsilon: [[1, y]],
  }),
  x0: (y, x, { signal: a, noise: s }) => ({
    x0: [[1, y]],
    epsilon: epsilonTerms(y, x, { signal: a, noise: s }),
  }),
  v: (y, x, { signal: a, noise: s }) => ({
    x0: [
      [a, x],
      [-s, y],
    ],
    epsilon: [
      [s, x],
      [a, y],
    ],
  }),
  score: (y, x, { signal: a, noise: s }) => ({
    x0: [
      [1 / a, x],
      [(s * s) / a, y],
    ],
    epsilon: [[-s, y]],
  }),
};

/** ε = (x_t - a x_0)/s */
const epsilonTerms = <V>(x0: V, x: V, { signal, noise }: Marginal): Term<V>[] => [
  [1 / noise, x],
  [-signal / noise, x0],
];

/** @throws RangeError for an unknown parametrization. */
export function requireParametrization(where: string, name: Parametrization): void {
  if (name in rules) return;
  throw new RangeError(
    `${where}: no parametrization '${name}'; pass one of ${Object.keys(rules).join(", ")}.`,
  );
}

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
  const terms = rules[from](output, x, marginal);
  const x0 = algebra.combine(terms.x0);
  if (clip === "none") return { x0, epsilon: algebra.combine(terms.epsilon) };
  const clipped = algebra.clamp(x0, 1);
  const kept = clip === "keep-epsilon" ? terms.epsilon : epsilonTerms(clipped, x, marginal);
  return { x0: clipped, epsilon: algebra.combine(kept) };
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
