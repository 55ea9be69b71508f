import type * as tf from "../core/tf";

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
}
