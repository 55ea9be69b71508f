import * as tf from "../../tf";
import { geometryOf, window, type ConvolutionAttributes } from "./geometry";
import { registerComposed } from "./register";

type Inputs = Readonly<{ x: tf.Tensor4D; dy: tf.Tensor4D }>;
type Attributes = ConvolutionAttributes & Readonly<{ filterShape: number[] }>;

/** The gradient of depthwiseConv2d for its filter, one tap at a time: x [B,H,W,C], dy [B,Ho,Wo,C·M] → [kh,kw,C,M]. */
export function addDepthwiseBackpropFilter(): void {
  registerComposed<Inputs, Attributes>(
    "DepthwiseConv2dNativeBackpropFilter",
    ({ x, dy }, attributes) => {
      const { filterShape } = attributes;
      const [kh, kw, C, M] = filterShape as [number, number, number, number];
      const [B, Ho, Wo] = dy.shape;
      const geometry = geometryOf("depthwiseConv2d", x.shape, filterShape, attributes, true);
      const { before, stride } = geometry;
      const covered = [(Ho - 1) * stride[0] + 1, (Wo - 1) * stride[1] + 1] as const;
      const perChannel = dy.reshape([B * Ho * Wo, C, M]);
      const tap = (i: number, j: number): tf.Tensor => {
        const read = window(x, [i - before[0], j - before[1]], covered);
        const seen = tf.stridedSlice(read, [0, 0, 0, 0], read.shape, [1, stride[0], stride[1], 1]);
        return tf.sum(seen.reshape([B * Ho * Wo, C, 1]).mul(perChannel), 0); // [C,M]
      };
      const taps = Array.from({ length: kh * kw }, (_, at) => tap(Math.floor(at / kw), at % kw));
      return tf.stack(taps).reshape(filterShape);
    },
  );
}
