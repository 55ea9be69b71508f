import * as tf from "../../core/tf";
import type { Codebook } from "./codebook";

/** What the codebook makes of encoder outputs z_e. */
export interface Quantised {
  /** z_q as a constant, [N,D]. */
  readonly fixed: tf.Tensor2D;
  /** z_q as a function of z_e with the derivative 1, [N,D]. */
  readonly passed: tf.Tensor2D;
}

/** The value of `forward`, and the gradient of `backward`. */
const straightThrough = tf.customGrad((...args) => {
  const [, forward] = args as tf.Tensor[];
  return {
    value: forward!.clone(),
    gradFunc: (dy: tf.Tensor) => [dy.clone(), tf.zerosLike(dy)],
  };
}) as (backward: tf.Tensor2D, forward: tf.Tensor2D) => tf.Tensor2D;

/**
 * z_q, the code vector nearest to each z_e [N,D]: once as a constant, for the commitment loss, and once so that the decoder's
 * gradient passes straight through to the encoder; van den Oord et al. 2017, equation 2 and section 3.2.
 */
export function quantise(codebook: Codebook, z: tf.Tensor2D): Quantised {
  const constant = tf.customGrad((z) => ({
    value: tf.tidy(() => codebook.lookUp(codebook.nearest(z as tf.Tensor2D))),
    gradFunc: (dy: tf.Tensor) => tf.zerosLike(dy),
  })) as (z: tf.Tensor2D) => tf.Tensor2D;
  const fixed = constant(z);
  return { fixed, passed: straightThrough(z, fixed) };
}
