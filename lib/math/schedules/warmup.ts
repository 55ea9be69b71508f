import { requireInteger, requireNumber } from "../../core/arguments";
import { equallySpaced } from "./linear";
import type { EndPoints } from "./scaledLinear";

export interface WarmupScheduleOptions extends EndPoints {
  /** Share of the steps over which beta rises; Ho et al.'s code has `warmup10` and `warmup50`. @default 0.1 */
  readonly fraction?: number;
}

/**
 * Betas that rise equally from betaStart (1e-4) to betaEnd (0.02) over the first ⌊fraction · T⌋ steps and then stay, [T];
 * `warmup10` and `warmup50` of Ho et al.'s code.
 * @throws RangeError unless T is a positive integer and the ends and the fraction are in [0, 1].
 */
export function warmupBetas(T: number, options: WarmupScheduleOptions = {}): Float64Array {
  const { betaStart = 1e-4, betaEnd = 0.02, fraction = 0.1 } = options;
  requireInteger("warmupBetas", "T", T, 1);
  requireNumber("warmupBetas", "betaStart", betaStart, 0, 1);
  requireNumber("warmupBetas", "betaEnd", betaEnd, 0, 1);
  requireNumber("warmupBetas", "fraction", fraction, 0, 1);
  const betas = new Float64Array(T).fill(betaEnd);
  const rising = Math.floor(T * fraction);
  if (rising > 0) betas.set(equallySpaced(rising, betaStart, betaEnd));
  return betas;
}
