import { requireShape } from "../core/arguments";
import * as tf from "../core/tf";
import { logSoftmax } from "./logSoftmax";

/**
 * Mean cross-entropy, in nats per example, of labels under logits: the mean over examples of -Σ_k labels_k log softmax_k.
 * logits [B,K], labels [B,K], one-hot or probabilities → scalar.
 * @throws RangeError when the shapes differ.
 */
export function crossEntropy(logits: tf.Tensor2D, labels: tf.Tensor2D): tf.Scalar {
  requireShape("crossEntropy", "logits", logits.shape, [-1, -1]);
  requireShape("crossEntropy", "labels", labels.shape, logits.shape);
  return tf.tidy(() => logSoftmax(logits).mul(labels).sum(1).mean<tf.Scalar>().neg<tf.Scalar>());
}
