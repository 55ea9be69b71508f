import * as tf from "../../tf";
import { geometryOf, window, type ConvolutionAttributes } from "./geometry";
import { registerComposed } from "../register";

type Inputs = Readonly<{ x: tf.Tensor4D; dy: tf.Tensor4D }>;
type Attributes = ConvolutionAttributes & Readonly<{ filterShape: number[] }>;

/**
 * The gradient of conv2d for its filter: x [B,H,W,C], dy [B,Ho,Wo,K] → [kh,kw,C,K].
 *
 * It is a convolution itself, of x with dy, where batch and channels have changed places and the stride has become a
 * dilation of dy. That is three times as fast here as a product with x's patches.
 */
export function addConv2dBackpropFilter(): void {
  registerComposed<Inputs, Attributes>("wasm", "Conv2DBackpropFilter", ({ x, dy }, attributes) => {
    const { filterShape } = attributes;
    const geometry = geometryOf("conv2d", x.shape, filterShape, attributes);
    const [kh, kw] = geometry.kernel as [number, number];
    const [high, wide] = geometry.stride as [number, number];
    const [above, left] = geometry.before as [number, number];
    const [, Ho, Wo, K] = dy.shape;
    const C = x.shape[3];
    if (kh * kw * high * wide === 1 && above + left === 0) {
      const product = tf.matMul(x.reshape([-1, C]), dy.reshape([-1, K]), true);
      return product.reshape(filterShape);
    }
    const swapped = tf.transpose(x, [3, 1, 2, 0]); // [C,H,W,B]
    const covered = [(Ho - 1) * high + kh, (Wo - 1) * wide + kw];
    const read = window(swapped, [-above, -left], covered);
    const filter = tf.transpose(dy, [1, 2, 0, 3]); // [Ho,Wo,B,K]
    const result = tf.conv2d(read, filter, 1, "valid", "NHWC", [high, wide]);
    return tf.transpose(result, [1, 2, 0, 3]); // [C,kh,kw,K] -> [kh,kw,C,K]
  });
}
