import * as tf from "../../tf";
import { entriesOf, geometryOf, seenBy, type ConvolutionAttributes } from "./geometry";
import { registerComposed } from "../register";

type Inputs = Readonly<{ x: tf.Tensor4D; dy: tf.Tensor4D }>;
type Attributes = ConvolutionAttributes & Readonly<{ filterShape: number[] }>;

/** The gradient of depthwiseConv2d for its filter, one tap at a time: x [B,H,W,C], dy [B,Ho,Wo,C·M] → [kh,kw,C,M]. */
export function addDepthwiseBackpropFilter(): void {
  registerComposed<Inputs, Attributes>(
    "wasm",
    "DepthwiseConv2dNativeBackpropFilter",
    ({ x, dy }, attributes) => {
      const { filterShape } = attributes;
      const [kh, kw, C, M] = filterShape as [number, number, number, number];
      const [B, Ho, Wo] = dy.shape;
      const geometry = geometryOf("depthwiseConv2d", x.shape, filterShape, attributes, true);
      const perChannel = dy.reshape([B * Ho * Wo, C, M]);
      const tap = (entry: number[]): tf.Tensor => {
        const seen = seenBy(entry, x, geometry, [Ho, Wo]);
        return tf.sum(seen.reshape([B * Ho * Wo, C, 1]).mul(perChannel), 0); // [C,M]
      };
      const taps = entriesOf([kh, kw]).map(tap);
      return tf.stack(taps).reshape(filterShape);
    },
  );
}
