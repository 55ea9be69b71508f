import { requireInteger } from "../core/arguments";
import * as tf from "../core/tf";
import { forEachExample, requireEvents, transformed, type Bijector } from "./bijector";

/**
 * The pixels of a 2x2 square, counted row by row, in the order in which their channels follow one another: the diagonal
 * first, so that the halves of the channels are the two colours of the checkerboard of pixels.
 */
const ORDER = [0, 3, 1, 2];
const BACK = [0, 2, 3, 1];

/** [H,W,C] → [H/2,W/2,4C]. @throws RangeError unless H and W are even. */
export function squeezedShape(eventShape: readonly number[]): [number, number, number] {
  const [H = 0, W = 0, C = 0] = eventShape;
  requireInteger("squeeze", "height/2", H / 2, 1);
  requireInteger("squeeze", "width/2", W / 2, 1);
  requireInteger("squeeze", "channels", C, 1);
  return [H / 2, W / 2, 4 * C];
}

/** Four groups of channels in another order. */
const reordered = (x: tf.Tensor, order: readonly number[]): tf.Tensor => {
  const groups = tf.split(x, 4, -1);
  return tf.concat(
    order.map((i) => groups[i]!),
    -1,
  );
};

/**
 * Squares of 2x2 pixels become one pixel of four times the channels, [B,H,W,C] → [B,H/2,W/2,4C]; Dinh et al. 2017, section
 * 3.6. The first half of the channels holds the squares' diagonal: the checkerboard mask is then a channel mask.
 * @throws RangeError unless H and W are even.
 */
export function squeeze(eventShape: readonly number[]): Bijector {
  const [h, w, c] = squeezedShape(eventShape);
  const C = c / 4;
  const zero = (x: tf.Tensor) => forEachExample(tf.scalar(0), x);
  return {
    forward: (x) =>
      transformed(() => {
        requireEvents("squeeze", "x", x, eventShape);
        const squares = x.reshape([-1, h, 2, w, 2, C]).transpose([0, 1, 3, 2, 4, 5]);
        return { value: reordered(squares.reshape([-1, h, w, c]), ORDER), logDet: zero(x) };
      }),
    inverse: (z) =>
      transformed(() => {
        requireEvents("squeeze", "z", z, [h, w, c]);
        const squares = reordered(z, BACK).reshape([-1, h, w, 2, 2, C]);
        const value = squares.transpose([0, 1, 3, 2, 4, 5]).reshape([-1, ...eventShape]);
        return { value, logDet: zero(z) };
      }),
  };
}
