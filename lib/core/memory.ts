import * as tf from "./tf";

/**
 * Makes a tensor function that leaves behind only what it returns: every intermediate tensor is freed when it ends.
 *
 * @example const kl = tidied((mu: tf.Tensor2D, logVar: tf.Tensor2D) => mu.square().add(logVar.exp()).sum(1));
 */
export function tidied<Args extends unknown[], Result extends tf.TensorContainer>(
  f: (...args: Args) => Result,
): (...args: Args) => Result {
  return (...args) => tf.tidy(() => f(...args));
}
