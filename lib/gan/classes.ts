import type { Examples } from "../core/examples";
import { labelOfEach, oneHotRows, requireLabels, type ClassLabels } from "../core/labels";
import * as tf from "../core/tf";
import { standardNormal, uniformFanIn, type ParameterScope } from "../nn";

/**
 * The generator's input: z beside a learned vector of the class, [B,latentDim] → [B,latentDim + labelDim]. The vectors
 * start at N(0, 1) as z does: much smaller ones are not heard beside it.
 */
export function createLabelInput(
  scope: ParameterScope,
  { classes, labelDim }: { readonly classes: number; readonly labelDim: number },
): (z: tf.Tensor2D, oneHot?: tf.Tensor2D) => tf.Tensor2D {
  if (classes === 0) return (z) => z;
  const table = scope.create("table", [classes, labelDim], standardNormal);
  return (z, oneHot) =>
    tf.tidy(() =>
      tf.concat2d([z, tf.matMul<tf.Tensor2D>(oneHot!, table as unknown as tf.Tensor2D)], 1),
    );
}

/**
 * The discriminator's class term, the inner product of its features with a learned vector of the class, [B,F] → [B];
 * Miyato & Koyama 2018, equation 3 (projection discriminator).
 */
export function createProjection(
  scope: ParameterScope,
  { classes, features }: { readonly classes: number; readonly features: number },
): (h: tf.Tensor2D, oneHot: tf.Tensor2D) => tf.Tensor1D {
  const table = scope.create("table", [classes, features], uniformFanIn(features));
  return (h, oneHot) =>
    tf.tidy(() => h.mul(tf.matMul(oneHot, table as unknown as tf.Tensor2D)).sum<tf.Tensor1D>(1));
}

/** @throws RangeError when classes are given to networks without, or not given to networks with. */
export function requireClasses(
  where: string,
  oneHot: tf.Tensor2D | undefined,
  expected: { readonly classes: number; readonly count: number },
): void {
  const { classes, count } = expected;
  if (oneHot === undefined && classes === 0) return;
  if (oneHot === undefined) {
    throw new RangeError(`${where}: no classes for a network of ${classes}; pass them, one-hot.`);
  }
  if (oneHot.shape[0] === count && oneHot.shape[1] === classes) return;
  throw new RangeError(
    `${where}: classes have shape [${oneHot.shape.join(", ")}]; expected ` +
      (classes === 0 ? "none, the network has no classes." : `[${count}, ${classes}], one-hot.`),
  );
}

/**
 * Labels as one-hot rows [n,classes]; one number stands for all. Undefined for networks without classes.
 * @throws RangeError for labels without classes, another count, or a label outside 0, ..., classes - 1.
 */
export function oneHotLabels(
  labels: ClassLabels | undefined,
  n: number,
  classes: number,
): Float32Array | undefined {
  if (labels === undefined && classes === 0) return undefined;
  if (labels === undefined || classes === 0) {
    throw new RangeError(
      classes === 0
        ? "gan: labels for a model without classes; leave them out, or build it with classes."
        : `gan: no labels for a model of ${classes} classes; pass one for each example.`,
    );
  }
  return oneHotRows(labelOfEach("gan", labels, n, classes), classes);
}

/** @throws RangeError when the model has classes and the data no labels, or not one for each example. */
export const labelsOf = (data: Examples, classes: number): ArrayLike<number> | undefined =>
  classes === 0 ? undefined : requireLabels("gan", data);
