import { beforeAll, describe, expect, it } from "vitest";
import { ready, seed } from "../../../lib/core";
import * as tf from "../../../lib/core/tf";
import type { ConvLayer } from "../../../lib/metrics/inception/blocks";
import { BATCH_NORM_EPSILON, foldBatchNorm } from "../../../lib/metrics/inception/fold";

const layer: ConvLayer = {
  kind: "conv",
  name: "c",
  inChannels: 3,
  outChannels: 4,
  kernel: [1, 5],
  stride: 1,
  padding: "same",
};

beforeAll(async () => void (await ready()));

describe("foldBatchNorm", () => {
  it("is the convolution and then the batch norm", () => {
    const rng = seed(5);
    const draw = (name: string, count: number) => rng.fold(name).normalArray(count);
    const weights = {
      weight: { data: draw("w", 60), shape: [4, 3, 1, 5] },
      gamma: draw("gamma", 4),
      beta: draw("beta", 4),
      mean: draw("mean", 4),
      variance: draw("variance", 4).map((v) => v * v),
    };
    const folded = foldBatchNorm(layer, weights);
    expect(folded.kernel.shape).toEqual([1, 5, 3, 4]);
    tf.tidy(() => {
      const x = rng.fold("x").normal([2, 6, 7, 3]) as tf.Tensor4D;
      const kernel = tf
        .tensor4d(weights.weight.data, [4, 3, 1, 5])
        .transpose<tf.Tensor4D>([2, 3, 1, 0]);
      const { gamma, beta, mean, variance } = weights;
      const separate = tf
        .conv2d(x, kernel, 1, "same")
        .sub(mean)
        .div(tf.tensor1d(variance).add(BATCH_NORM_EPSILON).sqrt())
        .mul(gamma)
        .add(beta);
      const together = tf
        .conv2d(x, tf.tensor4d(folded.kernel.data, [1, 5, 3, 4]), 1, "same")
        .add(folded.bias.data);
      const largest = separate.abs().max().dataSync()[0]!;
      expect(separate.sub(together).abs().max().dataSync()[0]! / largest).toBeLessThan(1e-5);
    });
  });

  it("takes epsilon 0.001: a variance of 0 divides by its root", () => {
    const one = Float32Array.of(1);
    const small = { ...layer, inChannels: 1, outChannels: 1, kernel: [1, 1] as const };
    const { kernel, bias } = foldBatchNorm(small, {
      weight: { data: one, shape: [1, 1, 1, 1] },
      gamma: one,
      beta: one,
      mean: Float32Array.of(2),
      variance: Float32Array.of(0),
    });
    expect(kernel.data[0]).toBeCloseTo(Math.sqrt(1000), 4);
    expect(bias.data[0]).toBeCloseTo(1 - 2 * Math.sqrt(1000), 4);
  });
});
