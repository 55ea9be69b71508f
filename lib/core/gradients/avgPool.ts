import * as tf from "../tf";
import { registerGradient } from "./register";

interface Pooling {
  readonly filterSize: number | [number, number];
  readonly strides: number | [number, number];
  readonly pad: "valid" | "same" | number;
}

/** The gradient of avgPool's gradient, which TensorFlow.js lacks: it is linear in dy, so it is avgPool again. */
export function addAvgPoolGrad(): void {
  registerGradient<Pooling>(
    "AvgPoolGrad",
    ["dy", "input"],
    (g, [, input], { filterSize, strides, pad }) => ({
      dy: () => tf.avgPool(g as tf.Tensor4D, filterSize, strides, pad),
      input: () => tf.zeros(input!.shape),
    }),
  );
}
