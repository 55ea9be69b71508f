import * as tf from "../../tf";
import { entriesOf, geometryOf3d, seenBy, type Convolution3dAttributes } from "./geometry";
import { registerComposed } from "../register";

type Inputs = Readonly<{ x: tf.Tensor5D; dy: tf.Tensor5D }>;
type Attributes = Convolution3dAttributes & Readonly<{ filterShape: number[] }>;

/**
 * The gradient of conv3d for its filter, one tap at a time: x [B,D,H,W,C], dy [B,Do,Ho,Wo,K] → [kd,kh,kw,C,K]. The
 * package's own gives wrong numbers for strides above 1.
 */
export function replaceConv3dBackpropFilter(): void {
  registerComposed<Inputs, Attributes>(
    "wasm",
    "Conv3DBackpropFilterV2",
    ({ x, dy }, attributes) => {
      const { filterShape } = attributes;
      const geometry = geometryOf3d(x.shape, filterShape, attributes);
      const [C, K] = [x.shape[4], dy.shape[4]];
      const gradients = dy.reshape<tf.Tensor2D>([-1, K]);
      const taps = entriesOf(geometry.kernel).map((entry) => {
        const seen = seenBy(entry, x, geometry, dy.shape.slice(1, 4));
        return tf.matMul(seen.reshape<tf.Tensor2D>([-1, C]), gradients, true);
      });
      return tf.stack(taps).reshape(filterShape);
    },
  );
}
