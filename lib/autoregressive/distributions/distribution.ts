import type * as tf from "../../core/tf";

/** How the value of one colour is distributed over its levels, given the P numbers that the network gives for it. */
export interface PixelDistribution {
  readonly levels: number;
  /** P. */
  readonly parameters: number;
  /** log probability, nats, of values x on the levels in [-1, 1]: [...,P] and [...] → [...]. */
  logProb(parameters: tf.Tensor, x: tf.Tensor): tf.Tensor;
  /** log probabilities of all levels, nats: [...,P] → [...,levels]. */
  logProbs(parameters: tf.Tensor): tf.Tensor;
  /** Uniform numbers that a draw takes. */
  readonly draws: number;
  /** Values drawn by uniform numbers in [0, 1): [...,P] and [...,draws] → [...], in [-1, 1]. */
  sample(parameters: tf.Tensor, u: tf.Tensor): tf.Tensor;
}
