import * as tf from "../core/tf";
import type { ParameterScope } from "../nn";
import type { FullConfig } from "./config";
import { createMaskedLinear } from "./maskedConv2d";
import { colourDegrees } from "./masks";

/**
 * From features to the parameters of each colour: twice ReLU and a masked 1x1 convolution. [B,H,W,features] →
 * [B,H,W,C,outputs]. Van den Oord et al. 2016a, table 1.
 */
export function createHead(
  scope: ParameterScope,
  { shape, features, headFeatures }: FullConfig,
  outputs: number,
): (x: tf.Tensor4D) => tf.Tensor5D {
  const colours = shape[2];
  const [from, between, to] = [features, headFeatures, colours * outputs].map((channels) =>
    colourDegrees(channels, colours),
  ) as [number[], number[], number[]];
  const first = createMaskedLinear(scope.in("first"), { type: "B", from, to: between });
  const second = createMaskedLinear(scope.in("second"), { type: "B", from: between, to });
  return (x) =>
    tf.tidy(() => {
      const y = second(tf.relu(first(tf.relu(x))));
      const [B, H, W] = y.shape;
      return y.reshape([B, H, W, colours, outputs]);
    });
}
