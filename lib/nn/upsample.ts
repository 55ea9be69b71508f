import { requireShape } from "../core/arguments";
import * as tf from "../core/tf";

/** Nearest-neighbour upsampling by 2: [B,H,W,C] → [B,2H,2W,C]. Its gradient sums each 2x2 square. */
export const upsample2x = tf.customGrad((input) => {
  const x = input as tf.Tensor4D;
  requireShape("upsample2x", "x", x.shape, [-1, -1, -1, -1]);
  const [, H, W] = x.shape;
  return {
    value: tf.image.resizeNearestNeighbor(x, [2 * H, 2 * W]),
    gradFunc: (dy: tf.Tensor) => tf.tidy(() => tf.avgPool(dy as tf.Tensor4D, 2, 2, "valid").mul(4)),
  };
}) as (x: tf.Tensor4D) => tf.Tensor4D;
