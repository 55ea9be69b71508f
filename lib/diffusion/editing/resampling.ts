import type { Context, Move, Point, Stepper } from "../samplers";

/**
 * Each move made `times` times, with a move back to its start between two of them; the last one, to the sample, once.
 * Lugmayr et al. 2022 (RePaint), algorithm 1, lines 3 and 9, jumps of length 1.
 */
export function resampledMoves(moves: readonly Move[], times: number): Move[] {
  return moves.flatMap(({ from, to }) => {
    const again = Array.from({ length: to < 0 ? 0 : times - 1 }, () => [
      { from: to, to: from },
      { from, to },
    ]);
    return [{ from, to }, ...again.flat()];
  });
}

/**
 * A stepper that also makes moves back up: x_t drawn from q(x_t|x_s), s < t. What a multistep method remembers does not
 * belong to the x that it gets, and is forgotten.
 */
export function renoising(stepper: Stepper): Stepper {
  return {
    ...stepper,
    step: (point, move, context) =>
      move.to > move.from ? renoised(point, move, context) : stepper.step(point, move, context),
  };
}

/**
 * The last move comes one step after the last one up.
 * @throws RangeError for a method that needs more steps than that before the last one.
 */
export function requireResumable(
  where: string,
  { name, warmUp = 0 }: Stepper,
  times: number,
): void {
  if (times === 1 || warmUp <= 1) return;
  throw new RangeError(
    `${where}: ${name} with resamplings=${times}; it needs ${warmUp} steps in a row before the last one, and each way back up ` +
      "ends the row. Pass plms, ddim or ancestral, or resamplings: 1.",
  );
}

/** x_t = √(ᾱ_t/ᾱ_s) x_s + √(1 - ᾱ_t/ᾱ_s) z */
function renoised<V>({ x }: Point<V>, { from, to }: Move, context: Context<V>): Point<V> {
  const ratio = context.marginal(to).signal / context.marginal(from).signal;
  const terms = [
    [ratio, x],
    [Math.sqrt(1 - ratio ** 2), context.noise()],
  ] as const;
  return { x: context.algebra.combine(terms), history: [] };
}
