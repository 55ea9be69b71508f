import { beforeEach, expect, it } from "vitest";
import { gate } from "../../lib/autoregressive";
import { seed } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import { expectClose } from "../contracts/close";
import { expectNoLeak } from "../contracts/leaks";
import { nativeOnly } from "../contracts/native";

beforeEach(nativeOnly);

const sigma = (x: number) => 1 / (1 + Math.exp(-x));

it("is tanh of the first half times σ of the second", () => {
  tf.tidy(() => {
    const x = tf.tensor4d([0.5, -2, 0.25, 3], [1, 1, 1, 4]);
    const y = gate(x);
    expect(y.shape).toEqual([1, 1, 1, 2]);
    const expected = [Math.tanh(0.5) * sigma(0.25), Math.tanh(-2) * sigma(3)];
    expectClose(y.dataSync(), expected, { absolute: 1e-6 });
  });
});

it("has the gradient, and the gradient of the gradient, that its formula has by tfjs's own ops", () => {
  tf.tidy(() => {
    const x = seed(1).normal<tf.Rank.R4>([2, 3, 3, 8]);
    const weights = seed(2).normal<tf.Rank.R4>([2, 3, 3, 4]);
    const formula = (x: tf.Tensor) => {
      const [a, b] = tf.split(x, 2, -1);
      return a!.tanh().mul(b!.sigmoid());
    };
    const scalar = (f: (x: tf.Tensor4D) => tf.Tensor) => (x: tf.Tensor) =>
      f(x as tf.Tensor4D)
        .mul(weights)
        .sum();
    const first = (f: (x: tf.Tensor4D) => tf.Tensor) => tf.grad(scalar(f));
    const second = (f: (x: tf.Tensor4D) => tf.Tensor) => tf.grad((x) => first(f)(x).square().sum());
    expectClose(first(gate)(x).dataSync(), first(formula)(x).dataSync(), { absolute: 1e-6 });
    expectClose(second(gate)(x).dataSync(), second(formula)(x).dataSync(), { absolute: 1e-5 });
  });
});

it("leaves no tensor behind, and refuses an axis without halves", async () => {
  await expectNoLeak(() => {
    const x = tf.ones<tf.Rank.R4>([1, 1, 1, 2]);
    gate(x).dispose();
    x.dispose();
  });
  tf.tidy(() => {
    expect(() => gate(tf.ones([1, 1, 1, 3]))).toThrow("gate: half of the last axis=1.5");
  });
});
