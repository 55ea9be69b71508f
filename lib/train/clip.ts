import { requireNumber } from "../core/arguments";
import * as tf from "../core/tf";

/** Gradients that were scaled together, and the length that they had before. */
export interface Clipped {
  readonly gradients: ReadonlyMap<string, tf.Tensor>;
  readonly norm: tf.Scalar;
}

/**
 * Scales all gradients by one factor so that, taken as one vector, they are at most `maxNorm` long; Pascanu et al. 2013,
 * algorithm 1. As PyTorch's `clip_grad_norm_`, the factor is min(1, maxNorm / (norm + 1e-6)).
 * @throws RangeError unless maxNorm is positive, Error without any gradient.
 */
export function clipByGlobalNorm(
  gradients: ReadonlyMap<string, tf.Tensor>,
  maxNorm: number,
): Clipped {
  requireNumber("clipByGlobalNorm", "maxNorm", maxNorm, Number.MIN_VALUE);
  if (gradients.size === 0) {
    throw new Error(
      "clipByGlobalNorm: there is no gradient; expected at least one, so check that the loss depends on the parameters.",
    );
  }
  const norm = tf.tidy(
    () => tf.addN([...gradients.values()].map((g) => g.square().sum())).sqrt() as tf.Scalar,
  );
  const factor = tf.tidy(() => tf.minimum(tf.div(maxNorm, norm.add(1e-6)), 1));
  const scaled = new Map([...gradients].map(([name, g]) => [name, g.mul<tf.Tensor>(factor)]));
  factor.dispose();
  return { gradients: scaled, norm };
}
