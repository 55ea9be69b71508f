import { beforeEach, describe, expect, it } from "vitest";
import { seed } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import { addBias } from "../../lib/nn/addBias";
import { expectClose } from "../contracts/close";
import { nativeOnly } from "../contracts/native";

describe("addBias", () => {
  beforeEach(nativeOnly);

  it("has the values and gradients of an ordinary addition", () => {
    tf.tidy(() => {
      const y = seed(1).normal<tf.Rank.R3>([2, 3, 4]);
      const b = seed(2).normal<tf.Rank.R1>([4]);
      const loss =
        (add: (y: tf.Tensor, b: tf.Tensor) => tf.Tensor) => (y: tf.Tensor, b: tf.Tensor) =>
          add(y, b).square().sum();
      const [dy, db] = tf.grads(loss(addBias))([y, b]);
      const [wantedY, wantedB] = tf.grads(loss(tf.add))([y, b]);
      expectClose(addBias(y, b).dataSync(), y.add(b).dataSync(), {});
      expectClose(dy!.dataSync(), wantedY!.dataSync(), { relative: 1e-6 });
      expectClose(db!.dataSync(), wantedB!.dataSync(), { relative: 1e-5 });
    });
  });

  it("refuses a bias of another length instead of broadcasting", () => {
    expect(() => addBias(tf.ones([2, 4]), tf.ones([1]))).toThrow(
      "addBias: b has shape [1]; expected [4].",
    );
  });
});
