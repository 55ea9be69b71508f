import { beforeEach, describe, it } from "vitest";
import * as tf from "../../lib/core/tf";
import { leakyRelu } from "../../lib/nn";
import { expectClose } from "../contracts/close";
import { expectNoLeak } from "../contracts/leaks";
import { nativeOnly } from "../contracts/native";

beforeEach(nativeOnly);

const values = (x: tf.Tensor) => x.dataSync();

describe("leakyRelu", () => {
  it("keeps what is above 0, takes a fifth of what is below, and has those slopes", () => {
    tf.tidy(() => {
      const x = tf.tensor1d([-2, -0.5, 0, 0.5, 3]);
      expectClose(values(leakyRelu(x)), [-0.4, -0.1, 0, 0.5, 3], { absolute: 1e-6 });
      const slopes = tf.grad((y: tf.Tensor) => leakyRelu(y).sum())(tf.tensor1d([-2, 3]));
      expectClose(values(slopes), [0.2, 1], { absolute: 1e-7 });
    });
  });

  it("can be differentiated twice: of Σ (f f′)² it is 2 f f′³", () => {
    tf.tidy(() => {
      const inner = tf.grad((y: tf.Tensor) => leakyRelu(y).square().sum().mul(0.5));
      const outer = tf.grad((y: tf.Tensor) => inner(y).square().sum())(tf.tensor1d([-2, 3]));
      expectClose(values(outer), [2 * -0.4 * 0.2 ** 3, 6], { relative: 1e-6 });
    });
  });

  it("leaves no tensor behind", async () => {
    const x = tf.scalar(-1);
    await expectNoLeak(() => leakyRelu(x));
    x.dispose();
  });
});
