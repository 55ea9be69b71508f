import { beforeEach, describe, expect, it } from "vitest";
import * as tf from "../../lib/core/tf";
import { ganLoss, ganLosses, type GanLoss } from "../../lib/gan";
import { expectClose } from "../contracts/close";
import { expectNoLeak } from "../contracts/leaks";
import { nativeOnly } from "../contracts/native";

beforeEach(nativeOnly);

/** Logits of D = ½, ¾ and ⅕. */
const logits = [0, Math.log(3), -Math.log(4)];
const [half, most, few] = [1 / 2, 3 / 4, 1 / 5];
const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;

function values(loss: GanLoss, real: number[], fake: number[]) {
  return tf.tidy(() => {
    const { discriminator, generator } = ganLoss(loss);
    const [x, g] = [tf.tensor1d(real), tf.tensor1d(fake)];
    return [discriminator(x, g).dataSync()[0]!, generator(g).dataSync()[0]!];
  });
}

describe("ganLoss", () => {
  it("is the cross-entropy of the minimax game, with either loss of the generator", () => {
    const onReal = -mean([half, most, few].map(Math.log));
    const onFake = -mean([half, 1 - most, 1 - few].map(Math.log));
    expectClose(values("saturating", logits, logits), [onReal + onFake, -onFake], {
      relative: 1e-6,
    });
    expectClose(values("non-saturating", logits, logits), [onReal + onFake, onReal], {
      relative: 1e-6,
    });
  });

  it("is log 4 and log 2 for a discriminator that guesses", () => {
    const guess = values("non-saturating", [0, 0], [0, 0]);
    expectClose(guess, [Math.log(4), Math.log(2)], { relative: 1e-6 });
  });

  it("is the hinge: nothing to gain beyond a margin of 1", () => {
    expectClose(values("hinge", [2, 0.5, -1], [-3, 0, 2]), [(0.5 + 2) / 3 + (1 + 3) / 3, 1 / 3], {
      relative: 1e-6,
    });
  });

  it("is a difference of means for Wasserstein", () => {
    expectClose(values("wasserstein", [2, 4], [-1, 2]), [-2.5, -0.5], { relative: 1e-6 });
  });

  it("has these slopes for the generator: -D, -(1 - D), -1, -1", () => {
    const slopes: Record<GanLoss, number[]> = {
      saturating: [-half, -most, -few],
      "non-saturating": [half - 1, most - 1, few - 1],
      hinge: [-1, -1, -1],
      wasserstein: [-1, -1, -1],
    };
    for (const loss of ganLosses) {
      tf.tidy(() => {
        const f = (fake: tf.Tensor) => ganLoss(loss).generator(fake as tf.Tensor1D);
        const found = tf.grad(f)(tf.tensor1d(logits)).mul(3).dataSync();
        expectClose(found, slopes[loss], { relative: 1e-6 }, loss);
      });
    }
  });

  it("stays finite, with its gradient, where the discriminator is certain", () => {
    for (const loss of ganLosses) {
      const [d, g] = values(loss, [-200, 200], [200, -200]);
      expect([d, g].every(Number.isFinite), loss).toBe(true);
      tf.tidy(() => {
        const f = (fake: tf.Tensor) => ganLoss(loss).generator(fake as tf.Tensor1D);
        const slopes = tf
          .grad(f)(tf.tensor1d([-200, 200]))
          .dataSync();
        expect([...slopes].every(Number.isFinite), loss).toBe(true);
      });
    }
  });

  it("refuses a loss that there is none of, and leaves no tensor behind", async () => {
    const unknown = "least-squares" as GanLoss;
    expect(() => ganLoss(unknown)).toThrow(
      'gan: loss="least-squares"; pass one of non-saturating, saturating, hinge, wasserstein.',
    );
    for (const loss of ganLosses) await expectNoLeak(() => values(loss, logits, logits));
  });
});
