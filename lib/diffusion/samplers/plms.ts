import { adamsBashforth } from "./adamsBashforth";
import { improvedEulerStart, pndmConventions, pndmParts, type PndmConfig } from "./pndm";
import type { Stepper } from "./stepper";

/**
 * PLMS: improved Euler, then Adams-Bashforth of orders 2, 3, 4, on ε with DDIM's move; steps + 1 evaluations. diffusers'
 * PNDMScheduler with skip_prk_steps, CompVis `plms.py`; after Liu et al. 2022. The
 * weights are for steps of equal length, as "leading" makes them.
 */
export function plms(config: PndmConfig = {}): Stepper {
  return {
    name: "plms",
    conventions: pndmConventions,
    epsilonOnly: true,
    step({ x, history }, move, context) {
      const { observe, moveBy } = pndmParts(context, config);
      const now = { t: move.from, value: observe(x, move.from) };
      const known = [...history.slice(-3), now];
      if (known.length === 1) {
        return { x: improvedEulerStart(x, now, move, context, config), history: known };
      }
      return { x: moveBy(x, adamsBashforth(context.algebra, known, 4), move), history: known };
    },
  };
}
