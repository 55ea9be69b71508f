import { seed, type Rng } from "../../lib/core/rng";
import type { Examples } from "../../lib/core/examples";
import type * as tf from "../../lib/core/tf";

/** How random examples are made, [n,...event]. */
export type Draw = (n: number, rng: Rng) => tf.Tensor;

/** Standard normal numbers. */
export const normalNumbers =
  (eventShape: readonly number[]): Draw =>
  (n, rng) =>
    rng.normal([n, ...eventShape] as [number]);

/** Random examples. @param draw by default standard normal numbers */
export const noiseExamples = (
  count: number,
  eventShape: readonly number[],
  draw: Draw = normalNumbers(eventShape),
): Examples => ({
  count,
  eventShape,
  id: `noise[${count}]`,
  batch: (indices) => draw(indices.length, seed(7).fold(Array.from(indices).join())),
});
