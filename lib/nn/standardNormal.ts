import * as tf from "../core/tf";
import { perExampleSum } from "./perExampleSum";

/** log N(z; 0, I) of each example, nats, [B,...] → [B]. */
export function standardNormalLogDensity(z: tf.Tensor): tf.Tensor1D {
  const dims = z.size / z.shape[0]!;
  return tf.tidy(() =>
    perExampleSum(z.square())
      .mul(-0.5)
      .sub(0.5 * dims * Math.log(2 * Math.PI)),
  );
}
