import { requireInteger } from "../core/arguments";
import { requireLength } from "../math/requireNumbers";
import { shareEstimate, type Share } from "./share";

/** Share of one asked class. */
export interface ClassShare extends Share {
  readonly label: number;
}

export interface ClassAccuracy {
  /** Share of all examples whose predicted class is the asked one. */
  readonly overall: Share;
  /** Of each class that was asked for, by rising label. */
  readonly perClass: readonly ClassShare[];
}

/**
 * How often a class-conditional model gives the class it was asked for, in a classifier's eyes: its labels `predicted`
 * [n] beside the labels `asked` [n]. The classifier's own mistakes count as the model's, so give its accuracy on real
 * examples beside it; Ravuri & Vinyals 2019 turn the two around (classification accuracy score).
 * @throws RangeError for no examples, different lengths or labels that are not integers of at least 0.
 */
export function classAccuracy(
  predicted: ArrayLike<number>,
  asked: ArrayLike<number>,
): ClassAccuracy {
  if (asked.length === 0) throw new RangeError("classAccuracy: no examples; pass at least one.");
  requireLength("classAccuracy", "predicted", predicted, asked.length);
  const classes = new Map<number, { right: number; total: number }>();
  let right = 0;
  for (let i = 0; i < asked.length; i++) {
    const [label, got] = [asked[i]!, predicted[i]!];
    requireInteger("classAccuracy", `asked[${i}]`, label, 0);
    requireInteger("classAccuracy", `predicted[${i}]`, got, 0);
    const counts = classes.get(label) ?? { right: 0, total: 0 };
    classes.set(label, counts);
    counts.total++;
    if (got !== label) continue;
    counts.right++;
    right++;
  }
  const perClass = [...classes]
    .sort(([a], [b]) => a - b)
    .map(([label, counts]) => ({ label, ...shareEstimate(counts.right, counts.total) }));
  return { overall: shareEstimate(right, asked.length), perClass };
}
