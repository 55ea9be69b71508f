import * as tf from "../../tf";
import { geometryOf3d, transposedInput, type Convolution3dAttributes } from "./geometry";
import { registerComposed } from "../register";

type Inputs = Readonly<{ dy: tf.Tensor5D; filter: tf.Tensor5D }>;
type Attributes = Convolution3dAttributes & Readonly<{ inputShape: number[] }>;

/**
 * The gradient of conv3d for its input, dy [B,Do,Ho,Wo,K], filter [kd,kh,kw,C,K] → [B,D,H,W,C], as a convolution of dy
 * with the flipped filter. The package's own gives wrong numbers.
 */
export function replaceConv3dBackpropInput(): void {
  registerComposed<Inputs, Attributes>(
    "wasm",
    "Conv3DBackpropInputV2",
    ({ dy, filter }, attributes) => {
      const { inputShape } = attributes;
      const geometry = geometryOf3d(inputShape, filter.shape, attributes);
      const input = transposedInput(dy, geometry, inputShape.slice(1, 4));
      const flipped = tf.transpose(tf.reverse(filter, [0, 1, 2]), [0, 1, 2, 4, 3]);
      return tf.conv3d(input, flipped, 1, "valid");
    },
  );
}
