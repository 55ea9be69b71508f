import { adamsBashforth } from "./adamsBashforth";
import { pndmConventions, pndmParts, type PndmConfig } from "./pndm";
import type { Context, Move, Stepper } from "./stepper";

/** Steps of the warm-up: what Adams-Bashforth of order 4 needs before it. */
const WARM_UP = 3;

/**
 * F-PNDM: three pseudo Runge-Kutta steps of four evaluations each, then Adams-Bashforth of order 4, on ε with DDIM's move;
 * steps + 9 evaluations. Liu et al. 2022; diffusers' PNDMScheduler without skip_prk_steps. The half-way timestep of a
 * step of odd length is rounded down; diffusers asks the network there, too, but moves x to the timestep above.
 */
export function fPndm(config: PndmConfig = {}): Stepper {
  return {
    name: "fPndm",
    conventions: pndmConventions,
    epsilonOnly: true,
    warmUp: WARM_UP,
    step({ x, history }, move, context) {
      const { observe, moveBy } = pndmParts(context, config);
      const now = { t: move.from, value: observe(x, move.from) };
      const known = [...history.slice(-WARM_UP), now];
      const mean =
        known.length <= WARM_UP
          ? rungeKuttaMean(x, now.value, move, context, config)
          : adamsBashforth(context.algebra, known, 4);
      return { x: moveBy(x, mean, move), history: known };
    },
  };
}

/** (e1 + 2 e2 + 2 e3 + e4)/6, the fourth-order average with DDIM's move in place of the straight one. */
function rungeKuttaMean<V>(x: V, e1: V, move: Move, context: Context<V>, config: PndmConfig): V {
  const { from, to } = move;
  if (to < 0) {
    throw new RangeError(
      `fPndm: ${context.count} steps; the warm-up takes ${WARM_UP} before the last one, so pass at least ${WARM_UP + 1}, or use plms.`,
    );
  }
  const { observe, moveBy } = pndmParts(context, config);
  const half = Math.floor((from + to) / 2);
  const e2 = observe(moveBy(x, e1, { from, to: half }), half);
  const e3 = observe(moveBy(x, e2, { from, to: half }), half);
  const e4 = observe(moveBy(x, e3, move), to);
  return context.algebra.combine([
    [1 / 6, e1],
    [1 / 3, e2],
    [1 / 3, e3],
    [1 / 6, e4],
  ]);
}
