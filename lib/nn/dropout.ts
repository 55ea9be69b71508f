import { requireNumber } from "../core/arguments";
import { randomUniform, type KeyTensor } from "../core/random";
import * as tf from "../core/tf";

/** @throws RangeError unless rate is in [0, 1). */
export function requireDropout(where: string, rate: number): void {
  requireNumber(where, "dropout", rate, 0);
  if (rate < 1) return;
  throw new RangeError(`${where}: dropout=${rate} would drop everything; pass a share below 1.`);
}

/**
 * Sets a share `rate` of the entries to 0, chosen by `key`, and divides the others by 1 - rate, so that the expectation
 * stays; Srivastava et al. 2014. A new key for each call, or the mask repeats.
 * @throws RangeError unless rate is in [0, 1).
 */
export function dropout<T extends tf.Tensor>(x: T, rate: number, key: KeyTensor): T {
  requireDropout("dropout", rate);
  return tf.tidy(() => {
    const kept = randomUniform(key, x.shape as tf.ShapeMap[tf.Rank]).greaterEqual(rate);
    return x.mul<T>(kept.toFloat().div(1 - rate));
  });
}
