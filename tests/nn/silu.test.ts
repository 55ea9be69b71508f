import { beforeEach, expect, it } from "vitest";
import * as tf from "../../lib/core/tf";
import { silu } from "../../lib/nn";
import { layerContract } from "../contracts/layer";
import { nativeOnly } from "../contracts/native";

beforeEach(nativeOnly);

layerContract("silu", ({ x }) => silu(x!));

it("is finite far out, with its gradient", () => {
  tf.tidy(() => {
    const x = tf.tensor1d([-1000, -90, 0, 90, 1000]);
    expect([...silu(x).dataSync()].map((y) => y + 0)).toEqual([0, 0, 0, 90, 1000].map(near));
    expect([
      ...tf
        .grad((x) => silu(x).sum())(x)
        .dataSync(),
    ]).toEqual([0, 0, 0.5, 1, 1].map(near));
  });
});

const third = (f: (x: tf.Tensor) => tf.Tensor, x: number) =>
  tf.tidy(
    () =>
      tf
        .grad((x) => tf.grad((x) => tf.grad(f)(x))(x))(tf.scalar(x))
        .dataSync()[0]!,
  );

it("has a right third derivative", () => {
  const h = 1e-3;
  const s = (x: number) => 1 / (1 + Math.exp(-x));
  const second = (x: number) => s(x) * (1 - s(x)) * (2 + x * (1 - 2 * s(x)));
  expect(third(silu, 0.7)).toBeCloseTo((second(0.7 + h) - second(0.7 - h)) / (2 * h), 2);
});

const near = (value: number): unknown => expect.closeTo(value, 5);
