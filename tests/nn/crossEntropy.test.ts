import { beforeEach, describe, expect, it } from "vitest";
import { seed } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import { crossEntropy } from "../../lib/nn";
import { expectClose } from "../contracts/close";
import { expectNoLeak } from "../contracts/leaks";
import { nativeOnly } from "../contracts/native";

beforeEach(nativeOnly);

const oneHot = (classes: number[], K: number) =>
  tf.oneHot(tf.tensor1d(classes, "int32"), K).toFloat() as tf.Tensor2D;

describe("crossEntropy", () => {
  it("is log K for equal logits, and finite for extreme ones", () => {
    tf.tidy(() => {
      expect(crossEntropy(tf.zeros([3, 10]), oneHot([0, 4, 9], 10)).dataSync()[0]).toBeCloseTo(
        Math.log(10),
        6,
      );
      const extreme = tf.tensor2d([[1000, -1000]]);
      expect(crossEntropy(extreme, oneHot([0], 2)).dataSync()[0]).toBeCloseTo(0, 6);
      expect(crossEntropy(extreme, oneHot([1], 2)).dataSync()[0]).toBeCloseTo(2000, 2);
    });
  });

  it("has the gradient (softmax - labels) / B", async () => {
    await expectNoLeak(() =>
      tf.tidy(() => {
        const logits = seed(1).normal<tf.Rank.R2>([4, 5]).mul<tf.Tensor2D>(3);
        const labels = oneHot([0, 4, 2, 2], 5);
        const gradient = tf.grad((z) => crossEntropy(z as tf.Tensor2D, labels))(logits);
        const expected = tf.softmax(logits).sub(labels).div(4);
        expectClose(gradient.dataSync(), expected.dataSync(), { absolute: 1e-6 });
      }),
    );
  });

  it("refuses labels that are no one-hot rows of the same width", () => {
    expect(() => crossEntropy(tf.zeros([2, 3]), tf.zeros([2, 4]))).toThrow(
      "crossEntropy: labels has shape [2, 4]; expected [2, 3].",
    );
    expect(() => crossEntropy(tf.zeros([2, 3]), tf.zeros([3]) as unknown as tf.Tensor2D)).toThrow(
      "crossEntropy: labels has shape [3]; expected [2, 3].",
    );
  });
});
