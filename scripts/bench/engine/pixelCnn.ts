import { createPixelCnn, type PixelCnnConfig } from "../../../lib/autoregressive";
import type { Rng } from "../../../lib/core";
import * as tf from "../../../lib/core/tf";
import type { BenchNetwork } from "./network";

/** What both sides must be told; a softmax over the levels. */
export type PixelCnnSizes = Required<
  Pick<
    PixelCnnConfig,
    | "shape"
    | "levels"
    | "classes"
    | "features"
    | "layers"
    | "firstKernel"
    | "kernel"
    | "headFeatures"
  >
>;

/** The gated PixelCNN of lib/autoregressive, told the class; its loss is in bits per dimension. */
export function createPixelCnnBench(config: PixelCnnSizes, rng: Rng): BenchNetwork {
  const { network, distribution } = createPixelCnn({ ...config, output: "softmax" }, rng);
  const { shape, levels, classes } = config;
  const bits = -1 / (shape.reduce((a, b) => a * b) * Math.LN2);
  return {
    parameters: network.parameters,
    inputs(count, key) {
      const size = count * shape.reduce((a, b) => a * b);
      const level = key.fold("x").integerArray(size, { high: levels });
      const x = Float32Array.from(level, (k) => (2 * k) / (levels - 1) - 1);
      const labels = key.fold("labels").integerArray(count, { high: classes });
      const oneHot = tf.tidy(() => tf.oneHot(tf.tensor1d(labels, "int32"), classes).toFloat());
      return new Map<string, tf.Tensor>([
        ["x", tf.tensor4d(x, [count, ...shape])],
        ["classes", oneHot],
      ]);
    },
    loss: (x, oneHot) =>
      tf.tidy(() => {
        const parameters = network.predict(x as tf.Tensor4D, oneHot as tf.Tensor2D);
        const logs = distribution.logProb(parameters, x!);
        return logs.sum([1, 2, 3]).mean<tf.Scalar>().mul<tf.Scalar>(bits);
      }),
  };
}
