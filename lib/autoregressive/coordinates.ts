import * as tf from "../core/tf";

/** Channels that tell the network where a pixel is. */
export const COORDINATES = 2;

/** The middles of `size` cells that fill [-1, 1]. */
export const coordinatesOf = (size: number): Float32Array =>
  Float32Array.from({ length: size }, (_, i) => (2 * i + 1) / size - 1);

/** [B,H,W,C] → [B,H,W,C+2]: two more channels say how far down and how far right a pixel is, from -1 to 1. */
export function withCoordinates(x: tf.Tensor4D): tf.Tensor4D {
  return tf.tidy(() => {
    const [B, H, W] = x.shape;
    const zeros = tf.zeros([B, H, W, 1]);
    const down = tf.tensor4d(coordinatesOf(H), [1, H, 1, 1]);
    const right = tf.tensor4d(coordinatesOf(W), [1, 1, W, 1]);
    return tf.concat([x, zeros.add(down), zeros.add(right)], 3) as tf.Tensor4D;
  });
}
