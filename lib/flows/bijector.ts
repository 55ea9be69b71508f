import { requireShape } from "../core/arguments";
import * as tf from "../core/tf";

/** Where a bijector has sent a batch, and how it has stretched the space around each example. */
export interface Transformed {
  /** [B,...] */
  readonly value: tf.Tensor;
  /** Logarithm of the Jacobian's |determinant| at each example, [B], nats. */
  readonly logDet: tf.Tensor1D;
}

/**
 * An invertible map of batches of examples. `forward` goes from the data to the latent side, the direction of
 * log-likelihoods: log p(x) = log p_Z(forward(x)) + logDet.
 */
export interface Bijector {
  /** x [B,...] → z, with log|det ∂z/∂x|. */
  forward(x: tf.Tensor): Transformed;
  /** z [B,...] → x, with log|det ∂x/∂z|. */
  inverse(z: tf.Tensor): Transformed;
  /** Sets what is to depend on the data from a first batch x [B,...], before any training. @default nothing does */
  initialise?(x: tf.Tensor): void;
}

/** Evaluates one direction of a bijector and frees all but its result. */
export const transformed = (f: () => Transformed): Transformed =>
  tf.tidy(() => {
    const { value, logDet } = f();
    return { value, logDet };
  });

/** @throws RangeError unless x is [B,...eventShape]. */
export const requireEvents = (
  where: string,
  name: string,
  x: tf.Tensor,
  eventShape: readonly number[],
): void => requireShape(where, name, x.shape, [-1, ...eventShape]);

/** One number for every example: a scalar → [B]. */
export const forEachExample = (scalar: tf.Tensor, x: tf.Tensor): tf.Tensor1D =>
  tf.zeros([x.shape[0]!]).add(scalar);
