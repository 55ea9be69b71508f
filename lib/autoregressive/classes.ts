import type { Examples } from "../core/examples";
import { labelOfEach, oneHotRows, type ClassLabels } from "../core/labels";
import * as tf from "../core/tf";

/**
 * Labels of `n` pictures as the network takes them, one-hot [n,classes]; undefined for a network without classes.
 * @throws RangeError for labels where there are no classes or none where there are, another count, or one out of range.
 */
export function oneHotLabels(
  labels: ClassLabels | undefined,
  n: number,
  classes: number,
): tf.Tensor2D | undefined {
  if (classes === 0 && labels === undefined) return undefined;
  if (classes === 0) {
    throw new RangeError(
      "pixelCnn: labels for a model without classes; leave them out, or train one with classes.",
    );
  }
  if (labels === undefined) {
    throw new RangeError(
      `pixelCnn: no labels for a model of ${classes} classes; pass one for each picture, or one number for all.`,
    );
  }
  const all = labelOfEach("pixelCnn", labels, n, classes, "pictures");
  return tf.tensor2d(oneHotRows(all, classes), [n, classes]);
}

/** Part of the labels, as `rows` of pictures. */
export const labelsOf = (
  labels: ClassLabels | undefined,
  start: number,
  end: number,
): ClassLabels | undefined =>
  labels === undefined || typeof labels === "number"
    ? labels
    : (Array.prototype.slice.call(labels, start, end) as number[]);

/** @throws RangeError when the data has no labels, or not one for each example. */
export function requireLabels({ labels, count, id }: Examples): ArrayLike<number> {
  if (labels?.length === count) return labels;
  const came = labels ? `${labels.length} labels for ${count} examples` : "no labels";
  throw new RangeError(
    `pixelCnn: ${came} in '${id}'; the network has classes: pass labelled data, or build it without.`,
  );
}
