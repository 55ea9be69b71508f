import * as tf from "../../tf";
import {
  entriesOf,
  geometryOf,
  seenBy,
  spread,
  window,
  type ConvolutionAttributes,
} from "./geometry";
import { registerComposed } from "../register";

type Inputs = Readonly<{ dy: tf.Tensor4D; input: tf.Tensor4D; output: tf.Tensor4D }>;
type Attributes = ConvolutionAttributes & Readonly<{ filterSize: number | [number, number] }>;

/**
 * The gradient of maxPool: each entry of dy [B,Ho,Wo,C] goes to the first place of its window that holds the maximum,
 * → [B,H,W,C]. The package's own forgets every window whose maximum is negative.
 */
export function replaceMaxPoolGrad(): void {
  registerComposed<Inputs, Attributes>(
    "wasm",
    "MaxPoolGrad",
    ({ dy, input, output }, attributes) => {
      const { filterSize } = attributes;
      const [kh, kw] = typeof filterSize === "number" ? [filterSize, filterSize] : filterSize;
      const [, H, W, C] = input.shape;
      const [, Ho, Wo] = dy.shape;
      const geometry = geometryOf("maxPool", input.shape, [kh, kw, C, C], attributes);
      let dx: tf.Tensor4D = tf.zerosLike(input);
      let rest = dy; // what has found no place yet
      for (const entry of entriesOf([kh, kw])) {
        const seen = seenBy(entry, input, geometry, [Ho, Wo], -Infinity);
        const found = rest.mul<tf.Tensor4D>(tf.equal(seen, output).cast("float32"));
        rest = rest.sub(found);
        const start = entry.map((at, i) => geometry.before[i]! - at);
        dx = dx.add(window(spread(found, geometry.stride), start, [H, W]));
      }
      return dx;
    },
  );
}
