import * as tf from "../../tf";
import { geometryOf, transposedInput, type ConvolutionAttributes } from "./geometry";
import { registerComposed } from "../register";

type Inputs = Readonly<{ dy: tf.Tensor4D; filter: tf.Tensor4D }>;
type Attributes = ConvolutionAttributes & Readonly<{ inputShape: number[] }>;

/**
 * The gradient of depthwiseConv2d for its input: dy [B,Ho,Wo,C·M], filter [kh,kw,C,M] → [B,H,W,C]. A depthwise convolution
 * of dy with the flipped filter, then the sum over the M outputs of each channel.
 */
export function addDepthwiseBackpropInput(): void {
  registerComposed<Inputs, Attributes>(
    "wasm",
    "DepthwiseConv2dNativeBackpropInput",
    ({ dy, filter }, attributes) => {
      const [B, H, W] = attributes.inputShape as [number, number, number, number];
      const [kh, kw, C, M] = filter.shape;
      const { inputShape } = attributes;
      const geometry = geometryOf("depthwiseConv2d", inputShape, filter.shape, attributes, true);
      const input = transposedInput(dy, geometry, [H, W]);
      const flipped = tf.reverse(filter, [0, 1]).reshape<tf.Tensor4D>([kh, kw, C * M, 1]);
      const each = tf.depthwiseConv2d(input, flipped, 1, "valid"); // [B,H,W,C·M]
      return M === 1 ? each : tf.sum(each.reshape([B, H, W, C, M]), 4);
    },
  );
}
