import type { Algebra, Past } from "./stepper";

/** Weights of the last 1, ..., 4 values, the latest first, for equal steps. */
const weights = [
  [1],
  [3 / 2, -1 / 2],
  [23 / 12, -16 / 12, 5 / 12],
  [55 / 24, -59 / 24, 37 / 24, -9 / 24],
] as const;

/**
 * The Adams-Bashforth combination of order `order`, or as high as the history reaches; of order 4 in
 * PNDM, Liu et al. 2022.
 * @param history latest last, not empty.
 */
export function adamsBashforth<V>(
  algebra: Algebra<V>,
  history: readonly Past<V>[],
  order: 1 | 2 | 3 | 4,
): V {
  const reached = Math.min(order, history.length);
  return algebra.combine(
    weights[reached - 1]!.map((weight, i) => [weight, history.at(-1 - i)!.value] as const),
  );
}
