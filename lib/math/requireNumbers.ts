import { requireNumber } from "../core/arguments";

/**
 * Checks that an array has at least one entry and that each is a finite number in [min, max].
 * @throws RangeError that names the function, the entry and what was expected.
 */
export function requireNumbers(
  where: string,
  name: string,
  values: ArrayLike<number>,
  min = -Infinity,
  max = Infinity,
): void {
  if (values.length === 0) throw new RangeError(`${where}: no ${name}; pass at least one.`);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isFinite(value) && value >= min && value <= max) continue; // names are written for bad entries only
    requireNumber(where, `${name}[${i}]`, value, min, max);
  }
}

/** Checks that a number is finite and above 0. @throws RangeError otherwise. */
export function requirePositive(where: string, name: string, value: number): void {
  if (Number.isFinite(value) && value > 0) return;
  throw new RangeError(`${where}: ${name}=${value}; expected a finite number above 0.`);
}

/** Checks that an array has `length` entries. @throws RangeError with both lengths. */
export function requireLength(
  where: string,
  name: string,
  values: ArrayLike<unknown>,
  length: number,
): void {
  if (values.length === length) return;
  throw new RangeError(`${where}: ${name} has length ${values.length}; expected ${length}.`);
}

/** Checks that probabilities are at least 0 and sum to 1 within 1e-9. @throws RangeError otherwise. */
export function requireProbabilities(where: string, name: string, values: ArrayLike<number>): void {
  requireNumbers(where, name, values, 0, 1);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  if (Math.abs(sum - 1) <= 1e-9) return;
  throw new RangeError(`${where}: ${name} sum to ${sum}; divide them by their sum.`);
}
