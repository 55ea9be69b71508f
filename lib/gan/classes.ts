import { requireInteger } from "../core/arguments";
import type { Examples } from "../core/examples";
import * as tf from "../core/tf";
import { uniformFanIn, type Initializer, type ParameterScope } from "../nn";

const standardNormal: Initializer = (shape, rng) => rng.normal([...shape]);

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
  labels: ArrayLike<number> | number | undefined,
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
  const all = typeof labels === "number" ? new Int32Array(n).fill(labels) : labels;
  if (all.length !== n) {
    throw new RangeError(
      `gan: ${all.length} labels for ${n} examples; pass one for each, or one number for all.`,
    );
  }
  const rows = new Float32Array(n * classes);
  for (let i = 0; i < n; i++) {
    requireInteger("gan", `labels[${i}]`, all[i]!, 0, classes - 1);
    rows[i * classes + all[i]!] = 1;
  }
  return rows;
}

/** @throws RangeError when the model has classes and the data no labels, or not one for each example. */
export function labelsOf(data: Examples, classes: number): ArrayLike<number> | undefined {
  if (classes === 0) return undefined;
  const { labels, count, id } = data;
  if (labels?.length === count) return labels;
  throw new RangeError(
    labels === undefined
      ? `gan: the model has classes, and the data '${id}' has no labels; pass labelled data, or build it without classes.`
      : `gan: ${labels.length} labels for ${count} examples in '${id}'; expected one for each.`,
  );
}
