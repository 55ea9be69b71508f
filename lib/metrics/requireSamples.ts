import { requireShape } from "../core/arguments";
import type { NdArray } from "../core/ndarray";
import { requireNumbers } from "../math/requireNumbers";

/**
 * Checks a set of points [n,D]: as many numbers as the shape says, at least `least` points, all finite.
 * @returns n and D.
 * @throws RangeError that names the function, the set and what was expected.
 */
export function requireSamples(
  where: string,
  name: string,
  samples: NdArray,
  least = 1,
): { n: number; D: number } {
  requireShape(where, name, samples.shape, [-1, -1]);
  const [n, D] = samples.shape as [number, number];
  if (n < least || D < 1) {
    throw new RangeError(
      `${where}: ${name} has shape [${n}, ${D}]; expected [n, D] with n of at least ${least} and D of at least 1.`,
    );
  }
  if (samples.data.length !== n * D) {
    throw new RangeError(
      `${where}: ${name} has ${samples.data.length} numbers; its shape [${n}, ${D}] needs ${n * D}.`,
    );
  }
  requireNumbers(where, `${name}.data`, samples.data);
  return { n, D };
}

/** Checks two sets [n,D] and [m,D] of one dimension. @throws RangeError as `requireSamples`, or with both dimensions. */
export function requireSamePointsDimension(
  where: string,
  names: readonly [string, string],
  x: NdArray,
  y: NdArray,
): { n: number; m: number; D: number } {
  const { n, D } = requireSamples(where, names[0], x);
  const { n: m, D: other } = requireSamples(where, names[1], y);
  if (D === other) return { n, m, D };
  throw new RangeError(
    `${where}: ${names[0]} has ${D} dimensions and ${names[1]} ${other}; take both from one feature extractor.`,
  );
}

/** @throws RangeError when a set has no k-th neighbour. */
export function requireNeighbours(
  where: string,
  counts: Readonly<Record<string, number>>,
  k: number,
): void {
  for (const [name, count] of Object.entries(counts)) {
    if (count > k) continue;
    throw new RangeError(
      `${where}: ${count} points in ${name}; the neighbour number k=${k} needs at least ${k + 1}.`,
    );
  }
}
