import type { NumericArray } from "../plot";
import { twoSidedTail } from "../math";

/** A number, or numbers that are compared one by one. */
export type Values = number | NumericArray;

/** How far two sides may lie apart. Where both are given, they add up. */
export interface Tolerance {
  /** In the units of the two sides. */
  readonly absolute?: number;
  /** As a share of the right side's magnitude. */
  readonly relative?: number;
}

/** Two sides beside each other; of arrays, the element that does worst. */
export interface Comparison {
  readonly left: number;
  readonly right: number;
  /** |left - right|; NaN when a side is NaN or infinite. */
  readonly error: number;
  /** absolute + relative |right|. */
  readonly allowed: number;
  /** Which element this is, from 0. */
  readonly index: number;
  /** How many elements were compared. */
  readonly count: number;
  /** The error is a number and is within what is allowed, for every element. */
  readonly holds: boolean;
}

/** An estimate beside what it should be; of arrays, the element that does worst. */
export interface StatisticResult {
  readonly estimate: number;
  readonly expected: number;
  readonly standardError: number;
  /** (estimate - expected) / standardError; NaN when one of them is. */
  readonly z: number;
  /** The |z| up to which the claim holds. */
  readonly limit: number;
  /** Bound on the probability that a true claim is reported as failing. */
  readonly falseAlarm: number;
  readonly index: number;
  readonly count: number;
  readonly holds: boolean;
}

/** Number of elements of sides that go together; a single number stands beside every element. */
function commonLength(sides: Readonly<Record<string, Values>>): number {
  const arrays = Object.entries(sides).filter(
    (side): side is [string, NumericArray] => typeof side[1] !== "number",
  );
  const count = arrays[0]?.[1].length ?? 1;
  const sizes = (): string => arrays.map(([name, side]) => `${name} has ${side.length}`).join(", ");
  if (arrays.some(([, side]) => side.length !== count)) {
    throw new RangeError(
      `check: ${sizes()} values; pass as many on each side, or one number for all.`,
    );
  }
  if (count === 0) throw new RangeError(`check: ${sizes()} values; an empty check shows nothing.`);
  return count;
}

function at(values: Values, index: number): number {
  return typeof values === "number" ? values : values[index]!;
}

/** The index whose badness is greatest; NaN is worse than any number. */
function worstIndex(count: number, badness: (index: number) => number): number {
  let worst = 0;
  let most = -Infinity;
  for (let i = 0; i < count; i++) {
    const bad = badness(i);
    if (Number.isNaN(bad)) return i;
    if (bad > most) [worst, most] = [i, bad];
  }
  return worst;
}

function requireTolerance({ absolute, relative }: Tolerance): void {
  const given = Object.entries({ absolute, relative }).filter(([, value]) => value !== undefined);
  const bad = given.find(([, value]) => !(Number.isFinite(value) && value! >= 0));
  if (bad) {
    throw new RangeError(
      `check: tolerance.${bad[0]}=${bad[1]}; expected a finite number of at least 0.`,
    );
  }
  if (given.length > 0) return;
  throw new RangeError(
    "check: the tolerance is empty; pass { absolute }, { relative } or both, so that the claim says " +
      "how exact it is.",
  );
}

/**
 * Compares two sides, element by element. A side that is NaN or infinite never agrees with anything.
 * @throws RangeError when the sides differ in length, are empty, or no tolerance is given
 */
export function compare(left: Values, right: Values, tolerance: Tolerance): Comparison {
  requireTolerance(tolerance);
  const { absolute = 0, relative = 0 } = tolerance;
  const count = commonLength({ left, right });
  const allowedAt = (i: number): number =>
    relative === 0 ? absolute : absolute + relative * Math.abs(at(right, i));
  const errorAt = (i: number): number => {
    const error = Math.abs(at(left, i) - at(right, i));
    return Number.isFinite(error) ? error : NaN;
  };
  const index = worstIndex(count, (i) => (errorAt(i) === 0 ? 0 : errorAt(i) / allowedAt(i)));
  const [error, allowed] = [errorAt(index), allowedAt(index)];
  const sides = { left: at(left, index), right: at(right, index) };
  return { ...sides, error, allowed, index, count, holds: error <= allowed };
}

/**
 * Compares estimates with what they should be, in units of their standard errors.
 * @param limit the |z| up to which the claim holds
 * @throws RangeError when the sides differ in length or are empty, or a standard error or the limit
 *   is not above 0
 */
export function compareStatistic(
  estimate: Values,
  expected: Values,
  standardError: Values,
  limit: number,
): StatisticResult {
  const count = commonLength({ estimate, expected, standardError });
  if (!(Number.isFinite(limit) && limit > 0)) {
    throw new RangeError(`check.statistic: z=${limit}; expected a finite number above 0.`);
  }
  for (let i = 0; i < count; i++) {
    if (!(at(standardError, i) <= 0)) continue;
    throw new RangeError(
      `check.statistic: standardError is ${at(standardError, i)}; expected a number above 0, such ` +
        `as the standard deviation of the draws over the square root of their number.`,
    );
  }
  const zAt = (i: number): number => {
    const z = (at(estimate, i) - at(expected, i)) / at(standardError, i);
    return Number.isFinite(z) && Number.isFinite(at(standardError, i)) ? z : NaN;
  };
  const index = worstIndex(count, (i) => Math.abs(zAt(i)));
  const z = zAt(index);
  const falseAlarm = Math.min(1, count * twoSidedTail(limit));
  const holds = Math.abs(z) <= limit;
  const sides = {
    estimate: at(estimate, index),
    expected: at(expected, index),
    standardError: at(standardError, index),
  };
  return { ...sides, z, limit, falseAlarm, index, count, holds };
}
