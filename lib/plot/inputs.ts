import type { NumericArray } from "./figure";

/** Checks of what a figure function is given. Each names the function, what came and what is needed. */

/** @throws RangeError when a title or a label is empty: a figure must say what it shows. */
export function requireText(where: string, name: string, text: string): void {
  if (typeof text === "string" && text.trim() !== "") return;
  throw new RangeError(
    `${where}: ${name} is ${JSON.stringify(text) ?? "missing"}; pass a text, with the unit in ` +
      `parentheses where there is one, such as "time (s)".`,
  );
}

/** @throws RangeError when there is nothing to draw. */
export function requireSome(where: string, name: string, values: ArrayLike<unknown>): void {
  if (values.length > 0) return;
  throw new RangeError(`${where}: ${name} is empty; pass at least one value.`);
}

/** @throws RangeError when two arrays that go together differ in length. */
export function requireSameLength(
  where: string,
  first: readonly [name: string, length: number],
  second: readonly [name: string, length: number],
): void {
  if (first[1] === second[1]) return;
  throw new RangeError(
    `${where}: ${first[0]} has ${first[1]} values and ${second[0]} has ${second[1]}; ` +
      `pass as many of one as of the other.`,
  );
}

/** @throws RangeError unless `range` is two finite numbers, the lower first. */
export function requireRange(where: string, name: string, range: readonly [number, number]): void {
  const [low, high] = range;
  if (Number.isFinite(low) && Number.isFinite(high) && low < high) return;
  throw new RangeError(
    `${where}: ${name}=[${low}, ${high}]; expected two finite numbers, the lower first.`,
  );
}

/** @throws RangeError naming the first value that is NaN or infinite. */
export function requireFinite(where: string, name: string, values: NumericArray): void {
  const at = (values as readonly number[]).findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  throw new RangeError(
    `${where}: ${name}[${at}] is ${values[at]}; every value must be finite. ` +
      `Find where it arises, or leave it out.`,
  );
}

/** @throws RangeError unless at least one value can be drawn on the axis (above 0 on a log axis). */
export function requireDrawable(
  where: string,
  name: string,
  values: NumericArray,
  log = false,
): void {
  requireSome(where, name, values);
  if ((values as readonly number[]).some((v) => Number.isFinite(v) && (!log || v > 0))) return;
  throw new RangeError(
    `${where}: none of the ${values.length} values of ${name} is finite${log ? " and above 0" : ""}` +
      `; ${log ? "a log axis cannot show them: pass positive values or a linear axis" : "pass numbers"}.`,
  );
}
