import * as tf from "../../tf";
import { geometryOf, transposedInput, type ConvolutionAttributes } from "./geometry";
import { registerComposed } from "../register";

type Inputs = Readonly<{ dy: tf.Tensor4D; filter: tf.Tensor4D }>;
type Attributes = ConvolutionAttributes & Readonly<{ inputShape: number[] }>;

/**
 * The gradient of conv2d for its input, and conv2dTranspose: dy [B,Ho,Wo,K], filter [kh,kw,C,K] → [B,H,W,C].
 *
 * A convolution of dy with the flipped filter; the kernel of the package is a plain loop and eight times slower.
 */
export function addConv2dBackpropInput(): void {
  registerComposed<Inputs, Attributes>(
    "wasm",
    "Conv2DBackpropInput",
    ({ dy, filter }, attributes) => {
      const { inputShape } = attributes;
      const geometry = geometryOf("conv2d", inputShape, filter.shape, attributes);
      const input = transposedInput(dy, geometry, [inputShape[1]!, inputShape[2]!]);
      const flipped = tf.transpose(tf.reverse(filter, [0, 1]), [0, 1, 3, 2]);
      return tf.conv2d(input, flipped, 1, "valid");
    },
  );
}
