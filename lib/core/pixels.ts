import type { NdArray } from "./ndarray";

/** How far rounding in float32 may take a pixel out of its range, as a share of it. */
const ROUNDING = 1e-6;

/**
 * Checks that the values of pictures, of any shape, are finite and in [-limit, limit], up to rounding.
 * @param limit above 1 for pictures that a model has made continuous
 * @throws RangeError that names the first value that is not, and its place.
 */
export function requirePixels(
  where: string,
  name: string,
  { data, shape }: NdArray,
  limit = 1,
): void {
  const largest = limit * (1 + ROUNDING);
  const at = data.findIndex((value) => !(Math.abs(value) <= largest));
  if (at < 0) return;
  throw new RangeError(
    `${where}: ${name}[${placeOf(at, shape).join(", ")}]=${data[at]}; expected numbers from -1 to 1: ` +
      "divide bytes by 127.5 and subtract 1.",
  );
}

/** Where entry number `at` stands in an array of a shape. */
function placeOf(at: number, shape: readonly number[]): number[] {
  let rest = at;
  return shape.map((_, axis) => {
    const size = shape.slice(axis + 1).reduce((a, b) => a * b, 1);
    const place = Math.floor(rest / size);
    rest %= size;
    return place;
  });
}
