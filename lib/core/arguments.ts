/** Checks of arguments. Each names the function, what came, and what was expected. */

/** @throws RangeError unless `value` is an integer in [min, max]. */
export function requireInteger(
  where: string,
  name: string,
  value: number,
  min = -Number.MAX_SAFE_INTEGER,
  max = Number.MAX_SAFE_INTEGER,
): void {
  if (Number.isSafeInteger(value) && value >= min && value <= max) return;
  const range =
    max < Number.MAX_SAFE_INTEGER
      ? ` from ${min} to ${max}`
      : min > -Number.MAX_SAFE_INTEGER
        ? ` of at least ${min}`
        : "";
  throw new RangeError(`${where}: ${name}=${value} is not an integer${range}; pass one.`);
}

/** @throws RangeError unless `value` is a finite number in [min, max]. */
export function requireNumber(
  where: string,
  name: string,
  value: number,
  min = -Infinity,
  max = Infinity,
): void {
  if (Number.isFinite(value) && value >= min && value <= max) return;
  const range =
    max < Infinity ? ` from ${min} to ${max}` : min > -Infinity ? ` of at least ${min}` : "";
  throw new RangeError(`${where}: ${name}=${value}; expected a finite number${range}.`);
}

/**
 * Compares a shape with the one wanted, in which -1 stands for any size.
 * @throws RangeError when they differ.
 */
export function requireShape(
  where: string,
  name: string,
  shape: readonly number[],
  expected: readonly number[],
): void {
  const matches =
    shape.length === expected.length &&
    expected.every((size, axis) => size === -1 || size === shape[axis]);
  if (matches) return;
  const wanted = expected.map((size) => (size === -1 ? "any" : size)).join(", ");
  throw new RangeError(`${where}: ${name} has shape [${shape.join(", ")}]; expected [${wanted}].`);
}

/** Compares the length of the last axis with the one wanted. @throws RangeError when they differ. */
export function requireLastAxis(
  where: string,
  name: string,
  shape: readonly number[],
  size: number,
): void {
  requireShape(where, name, shape, [...shape.slice(0, -1).map(() => -1), size]);
}
