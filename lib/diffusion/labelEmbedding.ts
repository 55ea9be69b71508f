import * as tf from "../core/tf";
import { standardNormal, type ParameterScope } from "../nn";
import { noLabels } from "./labels";

/** A learned vector for each class, and one more for 'no class': labels [B] → [B,dim]. */
export type LabelEmbedding = (labels: tf.Tensor1D | undefined, count: number) => tf.Tensor2D;

/**
 * The table has classes + 1 rows, first values N(0, 1), as in guided-diffusion (Dhariwal & Nichol 2021): smaller ones, such
 * as DiT's N(0, 0.02²), drown in the time embedding that they are added to here, and the network learns the classes late.
 * The last row, which training sees where a label is dropped, is 'no class' of classifier-free guidance (Ho & Salimans
 * 2022, section 3.2).
 */
export function createLabelEmbedding(
  scope: ParameterScope,
  { classes, dim }: { readonly classes: number; readonly dim: number },
): LabelEmbedding {
  const table = scope.create("table", [classes + 1, dim], standardNormal) as unknown as tf.Tensor2D;
  return (labels, count) =>
    tf.tidy(() => {
      const rows = labels ?? noLabels(count, classes);
      return tf.matMul(tf.oneHot(rows.toInt(), classes + 1).toFloat(), table);
    });
}
