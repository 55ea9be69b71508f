import { requireInteger, requireNumber } from "../core/arguments";
import { normalCdf, normalQuantile } from "./normal";
import { requireNumbers } from "./requireNumbers";

function requireRate(where: string, name: string, rate: number): void {
  if (rate > 0 && rate < 1) return;
  throw new RangeError(`${where}: ${name}=${rate}; expected a number between 0 and 1.`);
}

/** Level of each of m tests, so that all together raise a false alarm with at most probability `rate`: rate / m. */
export function bonferroniLevel(rate: number, tests: number): number {
  requireRate("bonferroniLevel", "rate", rate);
  requireInteger("bonferroniLevel", "tests", tests, 1);
  return rate / tests;
}

/** The same for independent tests, exactly: 1 - (1 - rate)^(1/m); Šidák 1967. Hardly above `bonferroniLevel`. */
export function sidakLevel(rate: number, tests: number): number {
  requireRate("sidakLevel", "rate", rate);
  requireInteger("sidakLevel", "tests", tests, 1);
  return -Math.expm1(Math.log1p(-rate) / tests);
}

/** Probability that at least one of m independent tests of this level raises a false alarm: 1 - (1 - level)^m. */
export function familyRate(level: number, tests: number): number {
  requireRate("familyRate", "level", level);
  requireInteger("familyRate", "tests", tests, 1);
  return -Math.expm1(tests * Math.log1p(-level));
}

/** The |z| that a true claim exceeds with probability `level`, two-sided. 1e-6 gives 4.89. */
export function zLimit(level: number): number {
  requireRate("zLimit", "level", level);
  return -normalQuantile(level / 2);
}

/**
 * Probability that a z-test finds an estimate off by `effect` standard errors, at the limit `zLimit(level)`: its power.
 * @throws RangeError for a level that is not between 0 and 1 or an effect that is not finite.
 */
export function zPower(effect: number, level: number): number {
  requireNumber("zPower", "effect", effect);
  const limit = zLimit(level);
  return normalCdf(effect - limit) + normalCdf(-limit - effect);
}

/** How many standard errors an error must be for a test of this level to find it with probability `power`. */
export function detectableEffect(level: number, power: number): number {
  requireRate("detectableEffect", "power", power);
  return zLimit(level) + normalQuantile(power);
}

/**
 * Holm's step-down verdicts: which claims fail when all together may raise a false alarm with probability `rate`; as safe
 * as Bonferroni's and never weaker. Holm 1979.
 * @throws RangeError for no p-values or one outside [0, 1].
 */
export function holmRejections(pValues: ArrayLike<number>, rate: number): boolean[] {
  requireNumbers("holmRejections", "pValues", pValues, 0, 1);
  requireRate("holmRejections", "rate", rate);
  const order = Array.from(pValues, (_, i) => i).sort((a, b) => pValues[a]! - pValues[b]!);
  const rejected = order.map(() => false);
  for (const [k, i] of order.entries()) {
    if (pValues[i]! > rate / (order.length - k)) break;
    rejected[i] = true;
  }
  return rejected;
}
