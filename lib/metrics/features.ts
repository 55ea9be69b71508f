import { requireShape } from "../core/arguments";
import type { NdArray } from "../core/ndarray";

/** Turns pictures into feature vectors. */
export interface FeatureExtractor {
  /** Says exactly which network, layer and weights: statistics of different extractors are never compared. */
  readonly id: string;
  readonly dimensions: number;
  /** [n,H,W,C] in [-1, 1] → [n,D]. */
  extract(images: NdArray): Promise<NdArray>;
}

/**
 * Checks that `features` are [n,D] finite numbers, n at least `least`.
 * @returns n and D.
 * @throws RangeError that names the function, what came and what was expected.
 */
export function requireFeatures(
  where: string,
  name: string,
  features: NdArray,
  least = 1,
): { n: number; D: number } {
  requireShape(where, name, features.shape, [-1, -1]);
  const [n, D] = features.shape as [number, number];
  if (D === 0) throw new RangeError(`${where}: ${name} has no columns; pass features [n,D].`);
  if (n < least) {
    const samples = n === 1 ? "1 sample" : `${n} samples`;
    throw new RangeError(`${where}: ${samples} in ${name}; expected at least ${least}.`);
  }
  if (features.data.length !== n * D) {
    throw new RangeError(
      `${where}: ${name} holds ${features.data.length} numbers; its shape [${n}, ${D}] asks for ${n * D}.`,
    );
  }
  const bad = features.data.findIndex((x) => !Number.isFinite(x));
  if (bad < 0) return { n, D };
  throw new RangeError(
    `${where}: ${name}[${Math.floor(bad / D)}][${bad % D}]=${features.data[bad]}; expected finite features.`,
  );
}

/**
 * Checks two sets of features, [n,D] and [m,D], n and m at least `least`.
 * @returns n, m and D.
 * @throws RangeError as `requireFeatures`, or with both numbers of dimensions.
 */
export function requireFeaturePair(
  where: string,
  [nameX, x]: readonly [string, NdArray],
  [nameY, y]: readonly [string, NdArray],
  least = 1,
): { n: number; m: number; D: number } {
  const { n, D } = requireFeatures(where, nameX, x, least);
  const { n: m, D: other } = requireFeatures(where, nameY, y, least);
  if (D === other) return { n, m, D };
  throw new RangeError(
    `${where}: ${nameX} has ${D} dimensions and ${nameY} ${other}; extract both with one network.`,
  );
}

/** The chosen rows of [n,D] features, in the order of `indices`: a copy. */
export function selectRows(features: NdArray, indices: ArrayLike<number>): NdArray {
  const D = features.shape[1]!;
  const data = new Float32Array(indices.length * D);
  for (let i = 0; i < indices.length; i++) {
    const at = indices[i]! * D;
    data.set(features.data.subarray(at, at + D), i * D);
  }
  return { data, shape: [indices.length, D] };
}
