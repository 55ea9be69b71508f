import type { NdArray } from "../../lib/core";
import { zTest } from "../../lib/math";

/** Holds for a correct sampler with probability 1 - 1e-6. */
export const plausible = (
  estimate: { estimate: number; standardError: number },
  expected: number,
) => zTest(estimate.estimate, expected, estimate.standardError).pValue > 1e-6;

/** The same number everywhere, or the numbers given. */
export const nd = (shape: number[], values: number | ArrayLike<number> = 0): NdArray => ({
  shape,
  data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) =>
    typeof values === "number" ? values : values[i]!,
  ),
});
