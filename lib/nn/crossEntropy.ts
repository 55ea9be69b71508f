import { requireShape } from "../core/arguments";
import * as tf from "../core/tf";

/**
 * Mean cross-entropy, in nats per example, of one-hot labels under logits: mean of lse(z) - z_y.
 * logits [B,K], labels [B,K] → scalar.
 * @throws RangeError when the shapes differ.
 */
export function crossEntropy(logits: tf.Tensor2D, labels: tf.Tensor2D): tf.Scalar {
  requireShape("crossEntropy", "logits", logits.shape, [-1, -1]);
  requireShape("crossEntropy", "labels", labels.shape, logits.shape);
  return tf.tidy(() => {
    const top = logits.max(1, true);
    const shifted = logits.sub(top);
    const lse = shifted.exp().sum(1).log(); // [B]
    return lse.sub(shifted.mul(labels).sum(1)).mean<tf.Scalar>();
  });
}
