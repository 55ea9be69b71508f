import { beforeEach, describe, expect, it } from "vitest";
import { seed } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import { createPermutation, randomOrder, reversal } from "../../lib/flows";
import { expectClose } from "../contracts/close";
import { nativeOnly } from "../contracts/native";

describe("createPermutation", () => {
  beforeEach(nativeOnly);

  it("puts dimensions into the order, and back", () => {
    tf.tidy(() => {
      const { forward, inverse } = createPermutation([2, 0, 1]);
      const x = tf.tensor2d([[10, 20, 30], [1, 2, 3]]); // prettier-ignore
      const { value, logDet } = forward(x);
      expect(Array.from(value.dataSync())).toEqual([30, 10, 20, 3, 1, 2]);
      expect(Array.from(logDet.dataSync())).toEqual([0, 0]);
      expect(inverse(value).value.dataSync()).toEqual(x.dataSync());
    });
  });

  it("has the gradient that puts cotangents back, and again a gradient", () => {
    tf.tidy(() => {
      const { forward } = createPermutation([2, 0, 1]);
      const weights = tf.tensor2d([[1, 10, 100]]);
      const x = tf.tensor2d([[2, 3, 5]]);
      const f = (x: tf.Tensor) => forward(x).value.square().mul(weights).sum<tf.Scalar>();
      // Σ w_i x_{order i}²: slopes 2 w x with w put back to 10, 100, 1
      expectClose(tf.grad(f)(x).dataSync(), [40, 600, 10], { relative: 1e-6 });
      const slopes = (x: tf.Tensor) => tf.grad(f)(x).sum<tf.Scalar>();
      expectClose(tf.grad(slopes)(x).dataSync(), [20, 200, 2], { relative: 1e-6 });
    });
  });

  it("knows the reversal, and the order of a key", () => {
    expect(reversal(4)).toEqual([3, 2, 1, 0]);
    const order = randomOrder(50, seed(3));
    expect(order).toEqual(randomOrder(50, seed(3)));
    expect(order).not.toEqual(randomOrder(50, seed(4)));
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i));
  });

  it("refuses what is no order, and other shapes", () => {
    expect(() => createPermutation([0, 2])).toThrow(
      "permutation: order=[0, 2]; expected each of 0, ..., 1 once",
    );
    tf.tidy(() => {
      expect(() => createPermutation([1, 0]).forward(tf.zeros([2, 3]))).toThrow(
        "permutation: x has shape [2, 3]; expected [any, 2].",
      );
      expect(() => createPermutation([1, 0]).inverse(tf.zeros([2]))).toThrow(
        "permutation: z has shape [2]; expected [any, 2].",
      );
    });
  });
});
