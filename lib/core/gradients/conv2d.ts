import * as tf from "../tf";
import { gradientOf, registerGradient } from "./register";

interface Convolution {
  readonly strides: number | [number, number];
  readonly pad: "valid" | "same" | number;
  readonly dataFormat: "NHWC" | "NCHW";
  readonly dilations: number | [number, number];
}

/**
 * The gradient of conv2d's gradient for its filter, which TensorFlow.js lacks: that gradient is linear in x and in dy.
 * And for dilated convolutions, which have no gradient, an error that says what to do.
 */
export function correctConv2d(): void {
  registerGradient<Convolution>("Conv2DBackpropFilter", ["x", "dy"], (g, [x, dy], attributes) => {
    const { strides, pad, dataFormat } = attributes;
    const filter = g as tf.Tensor4D;
    return {
      x: () => backpropInput(x as tf.Tensor4D, dy as tf.Tensor4D, filter, attributes),
      dy: () => tf.conv2d(x as tf.Tensor4D, filter, strides, pad, dataFormat),
    };
  });

  const stock = gradientOf("Conv2D").gradFunc;
  registerGradient<Convolution>("Conv2D", ["x", "filter"], (dy, saved, attributes) => {
    const { dilations } = attributes;
    if ([dilations].flat().some((dilation) => dilation !== 1)) {
      throw new Error(
        `conv2d: no gradient for dilations [${[dilations].flat().join(", ")}]; use dilation 1, or move every ` +
          "n-th pixel into the batch with tf.spaceToBatchND and convolve there.",
      );
    }
    return stock(dy, saved, attributes as unknown as tf.NamedAttrMap);
  });
}

/** The gradient of conv2d for its input x, as tfjs-core takes it: through conv2dTranspose, which it is. */
function backpropInput(
  x: tf.Tensor4D,
  dy: tf.Tensor4D,
  filter: tf.Tensor4D,
  { strides, pad }: Convolution,
): tf.Tensor {
  return tf.conv2dTranspose(dy, filter, x.shape, strides, pad as "valid" | "same");
}
