import { requireInteger } from "../core/arguments";
import { labelOfEach } from "../core/labels";
import type { Rng } from "../core/rng";
import * as tf from "../core/tf";

/**
 * Labels of `n` examples as a tensor, int32 [n]; one number stands for all.
 * @throws RangeError for an unconditional model, another count, or a label outside 0, ..., classes - 1.
 */
export function labelTensor(
  labels: ArrayLike<number> | number,
  n: number,
  classes: number,
): tf.Tensor1D {
  if (classes === 0) {
    throw new RangeError(
      "ddpm: labels for a model without classes; leave them out, or train one with network.classes.",
    );
  }
  if (typeof labels === "number") requireInteger("ddpm", "label", labels, 0, classes - 1);
  const all = labelOfEach("ddpm", labels, n, classes);
  return tf.tensor1d(Int32Array.from(all), "int32");
}

/** Labels of `n` examples that are of no class, which is the class number `classes`; int32 [n]. */
export const noLabels = (n: number, classes: number): tf.Tensor1D =>
  tf.fill<tf.Rank.R1>([n], classes, "int32");

/**
 * Labels for an update, each replaced by 'no class' (the number `classes`) with probability `dropout`; Ho & Salimans 2022,
 * algorithm 1. int32 [n]
 */
export function droppedLabels(
  labels: ArrayLike<number>,
  { classes, dropout, rng }: { classes: number; dropout: number; rng: Rng },
): tf.Tensor1D {
  const u = rng.uniformArray(labels.length);
  const kept = Int32Array.from(labels, (label, i) => {
    requireInteger("ddpm", "label", label, 0, classes - 1);
    return u[i]! < dropout ? classes : label;
  });
  return tf.tensor1d(kept, "int32");
}
