import { requireShape } from "../core/arguments";
import * as tf from "../core/tf";

/**
 * Averages each 2x2 square: [B,H,W,C] → [B,H/2,W/2,C]. Its gradient spreads a quarter to each of the four.
 * @throws RangeError when H or W is odd.
 */
export const downsample2x = tf.customGrad((input) => {
  const x = input as tf.Tensor4D;
  requireShape("downsample2x", "x", x.shape, [-1, -1, -1, -1]);
  const [, H, W] = x.shape;
  if (H % 2 !== 0 || W % 2 !== 0) {
    throw new RangeError(
      `downsample2x: x has shape [${x.shape.join(", ")}]; expected an even height and width.`,
    );
  }
  return {
    value: tf.avgPool(x, 2, 2, "valid"),
    gradFunc: (dy: tf.Tensor) =>
      tf.tidy(() => tf.image.resizeNearestNeighbor(dy as tf.Tensor4D, [H, W]).mul(0.25)),
  };
}) as (x: tf.Tensor4D) => tf.Tensor4D;
