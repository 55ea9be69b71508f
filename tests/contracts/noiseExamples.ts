import { seed } from "../../lib/core/rng";
import type { Examples } from "../../lib/core/examples";

/** Standard normal examples. */
export const noiseExamples = (count: number, eventShape: readonly number[]): Examples => ({
  count,
  eventShape,
  id: `noise[${count}]`,
  batch: (indices) =>
    seed(7)
      .fold(Array.from(indices).join())
      .normal([indices.length, ...eventShape] as never),
});
