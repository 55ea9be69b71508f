import { adamsBashforth } from "./adamsBashforth";
import { improvedEulerStart, pndmConventions, pndmParts, type PndmConfig } from "./pndm";
import type { Stepper } from "./stepper";

/**
 * S-PNDM: improved Euler, then Adams-Bashforth of order 2, on ε with DDIM's move; steps + 1 evaluations. Liu et al. 2022.
 */
export function sPndm(config: PndmConfig = {}): Stepper {
  return {
    name: "sPndm",
    conventions: pndmConventions,
    epsilonOnly: true,
    step({ x, history }, move, context) {
      const { observe, moveBy } = pndmParts(context, config);
      const now = { t: move.from, value: observe(x, move.from) };
      const known = [...history.slice(-1), now];
      if (known.length === 1) {
        return { x: improvedEulerStart(x, now, move, context, config), history: known };
      }
      return { x: moveBy(x, adamsBashforth(context.algebra, known, 2), move), history: known };
    },
  };
}
