import { requireInteger } from "./arguments";
import type { Examples } from "./examples";

/** The class of each example, or one for all. */
export type ClassLabels = ArrayLike<number> | number;

/**
 * One label for each of `n` examples; one number stands for all.
 * @param what the examples, as the error calls them
 * @throws RangeError for another count, or a label outside 0, ..., classes - 1.
 */
export function labelOfEach(
  where: string,
  labels: ClassLabels,
  n: number,
  classes: number,
  what = "examples",
): ArrayLike<number> {
  const all = typeof labels === "number" ? new Int32Array(n).fill(labels) : labels;
  if (all.length !== n) {
    throw new RangeError(
      `${where}: ${all.length} labels for ${n} ${what}; pass one for each, or one number for all.`,
    );
  }
  for (let i = 0; i < n; i++) requireInteger(where, `labels[${i}]`, all[i]!, 0, classes - 1);
  return all;
}

/** Labels as one-hot rows, [n,classes]. */
export function oneHotRows(labels: ArrayLike<number>, classes: number): Float32Array {
  const rows = new Float32Array(labels.length * classes);
  for (let i = 0; i < labels.length; i++) rows[i * classes + labels[i]!] = 1;
  return rows;
}

/** The labels of a data set. @throws RangeError when it has none, or not one for each example. */
export function requireLabels(where: string, { labels, count, id }: Examples): ArrayLike<number> {
  if (labels === undefined) {
    throw new RangeError(
      `${where}: the network has classes, and the data '${id}' has no labels; pass labelled data, or build it without classes.`,
    );
  }
  if (labels.length === count) return labels;
  throw new RangeError(
    `${where}: ${labels.length} labels for ${count} examples in '${id}'; expected one for each.`,
  );
}
