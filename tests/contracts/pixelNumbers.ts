import * as tf from "../../lib/core/tf";
import { valueOf } from "../../lib/nn";
import type { Draw } from "./noiseExamples";

/** Pixels of whole-number levels, evenly from -1 to 1, all equally probable. */
export const pixelNumbers =
  (eventShape: readonly number[], levels = 256): Draw =>
  (n, rng) =>
    tf.tidy(() => {
      const u = rng.uniform<tf.Rank>([n, ...eventShape] as [number]);
      return valueOf(u.mul(levels).floor(), levels);
    });
