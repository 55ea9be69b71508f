import * as tf from "../core/tf";
import { uniformFanIn, type ParameterScope } from "../nn";
import { hidesNothing, kernelMask, type CentreMaskConfig } from "./masks";

/** A convolution of a stack, without bias and without padding: the caller pads, or hands it the window that it needs. */
export type WindowConv = (window: tf.Tensor4D) => tf.Tensor4D;

export interface VerticalConvConfig {
  readonly inChannels: number;
  readonly outChannels: number;
  /** How many rows above, and columns to each side, it reaches; (n - 1)/2 for the paper's n x n kernel. */
  readonly reach: number;
  /** Whether it sees the row that it stands on: not in the first layer. */
  readonly ownRow: boolean;
}

/**
 * The convolution of the vertical stack: rows above in their full width, which an unmasked kernel of half the height does
 * (van den Oord et al. 2016b, section 2.3). [B,rows,W+2 reach,inChannels] → [B,rows - height + 1,W,outChannels]
 */
export function createVerticalConv(scope: ParameterScope, config: VerticalConvConfig): WindowConv {
  const { inChannels, outChannels, reach, ownRow } = config;
  const [height, width] = [reach + (ownRow ? 1 : 0), 2 * reach + 1];
  const init = uniformFanIn(height * width * inChannels);
  const weight = scope.create("weight", [height, width, inChannels, outChannels], init);
  return (window) => tf.conv2d(window, weight as unknown as tf.Tensor4D, 1, "valid");
}

export interface HorizontalConvConfig extends CentreMaskConfig {
  /** How many pixels to the left it reaches. */
  readonly reach: number;
}

/**
 * The convolution of the horizontal stack: pixels to the left in the same row and, behind the mask, the pixel itself; the
 * kernel ends there. [B,H,W+reach,inputs] → [B,H,W,outputs]; at a single pixel it is a matrix product.
 */
export function createHorizontalConv(
  scope: ParameterScope,
  config: HorizontalConvConfig,
): WindowConv {
  const { from, to, reach } = config;
  const size = reach + 1;
  const init = uniformFanIn(size * from.length);
  const weight = scope.create("weight", [1, size, from.length, to.length], init);
  const open = hidesNothing(config);
  return (window) =>
    tf.tidy(() => {
      const mask = () => kernelMask([1, size], [0, reach], config);
      const kernel = (open ? weight : weight.mul(mask())) as tf.Tensor4D;
      const [B, H, W] = window.shape;
      if (H !== 1 || W !== size) return tf.conv2d(window, kernel, 1, "valid");
      const flat = size * from.length;
      const y = tf.matMul(window.reshape([B, flat]), kernel.reshape([flat, to.length]));
      return y.reshape([B, 1, 1, to.length]);
    });
}
