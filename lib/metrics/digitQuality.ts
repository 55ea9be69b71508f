import type { Classification } from "./digitClassifier";

/** How digit-like a set of pictures is in a classifier's eyes. */
export interface DigitQuality {
  /** Share of pictures whose class is at least as probable as the threshold, 0 to 1. */
  readonly confidentShare: number;
  readonly threshold: number;
  /** How many pictures fell into each of the ten classes. */
  readonly perClass: readonly number[];
  /** How many classes occur at all. */
  readonly classes: number;
}

/** @param threshold a confidence, 0 to 1. @throws RangeError for no pictures. */
export function digitQuality(result: Classification, threshold = 0.9): DigitQuality {
  const count = result.labels.length;
  if (count === 0) throw new RangeError("digitQuality: no pictures; pass at least one.");
  const perClass = new Array<number>(10).fill(0);
  for (const label of result.labels) perClass[label]!++;
  const confident = result.confidences.filter((p) => p >= threshold).length;
  const classes = perClass.filter((n) => n > 0).length;
  return { confidentShare: confident / count, threshold, perClass, classes };
}
