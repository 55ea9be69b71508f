import { beforeEach, describe, expect, it } from "vitest";
import { seed } from "../../lib/core";
import { compile } from "../../lib/core/compile/compile";
import * as tf from "../../lib/core/tf";
import { createFlowBatchNorm } from "../../lib/flows";
import { Parameters } from "../../lib/nn";
import { expectClose } from "../contracts/close";
import { nativeOnly } from "../contracts/native";

function layer(config: { momentum?: number; epsilon?: number } = {}) {
  const parameters = new Parameters(seed(0));
  const norm = createFlowBatchNorm(parameters.in("norm"), { dim: 2, ...config });
  const running = () => [...parameters.buffers.values()].map((v) => [...v.dataSync()]);
  const set = (values: Record<string, number[]>) => {
    for (const [name, value] of Object.entries(values)) {
      tf.tidy(() => parameters.all.get(`norm.${name}`)!.assign(tf.tensor1d(value)));
    }
  };
  return { parameters, norm, running, set };
}

const x = () => tf.tensor2d([[1, 10], [3, 30], [8, 20]]); // prettier-ignore

describe("createFlowBatchNorm", () => {
  beforeEach(nativeOnly);

  it("standardises with the batch's statistics in training, and counts their volume", () => {
    const { parameters, norm, set } = layer({ epsilon: 0 });
    set({ logScale: [Math.log(2), Math.log(3)], shift: [1, -1] });
    tf.tidy(() => {
      const { value, logDet } = norm.training.forward(x());
      // means 4 and 20; variances 26/3 and 200/3
      const [s, t] = [2 / Math.sqrt(26 / 3), 3 / Math.sqrt(200 / 3)];
      const expected = [1 - 3 * s, -1 - 10 * t, 1 - s, -1 + 10 * t, 1 + 4 * s, -1];
      expectClose(value.dataSync(), expected, { relative: 2e-6 });
      const volume = Math.log(s * t);
      expectClose(logDet.dataSync(), [volume, volume, volume], { relative: 2e-6 });
    });
    parameters.dispose();
  });

  it("lets the running statistics follow, and uses them outside training", () => {
    const { parameters, norm, running } = layer();
    tf.tidy(() => void norm.training.forward(x()));
    const [mean, variance] = running() as [number[], number[]];
    expectClose(mean, [0.4, 2], { relative: 1e-6 });
    expectClose(variance, [0.9 + 0.1 * 13, 0.9 + 0.1 * 100], { relative: 1e-6 });
    tf.tidy(() => {
      const { value, logDet } = norm.bijector.forward(tf.tensor2d([[0.4 + Math.sqrt(2.2), 2]]));
      expectClose(value.dataSync(), [1, 0], { absolute: 1e-5 });
      const volume = -0.5 * Math.log(2.2 * 10.9);
      expectClose(logDet.dataSync(), [volume], { relative: 1e-5 });
    });
    expect(running(), "evaluation leaves them alone").toEqual([mean, variance]);
    parameters.dispose();
  });

  it("has gradients that go through the batch's statistics", () => {
    const { parameters, norm } = layer();
    tf.tidy(() => {
      const f = (x: tf.Tensor) => {
        const { value, logDet } = norm.training.forward(x);
        return value
          .mul(
            tf.tensor2d([
              [1, 2],
              [-1, 3],
              [2, 1],
            ]),
          ) // prettier-ignore
          .sum()
          .add(logDet.sum()) as tf.Scalar;
      };
      const start = tf.tensor2d([[0.1, 1], [0.3, -1], [0.8, 2]]); // prettier-ignore
      const direction = seed(1).normal<tf.Rank.R2>([3, 2]);
      const exact = tf.grad(f)(start).mul(direction).sum().dataSync()[0]!;
      const at = (h: number) => f(start.add(direction.mul(h))).dataSync()[0]!;
      const h = 4e-3;
      const numeric = (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
      expect(Math.abs(exact - numeric)).toBeLessThan(2e-3 * (1 + Math.abs(exact)));
    });
    parameters.dispose();
  });

  it("goes back from training as from evaluation, with the running statistics", () => {
    const { parameters, norm, set } = layer();
    set({ runningMean: [1, 2], runningVariance: [4, 9], logScale: [0.3, -0.2], shift: [5, 6] });
    tf.tidy(() => {
      const z = norm.bijector.forward(x());
      for (const { inverse } of [norm.bijector, norm.training]) {
        const back = inverse(z.value);
        expectClose(back.value.dataSync(), x().dataSync(), { relative: 1e-5 });
        expectClose(back.logDet.dataSync(), z.logDet.neg().dataSync(), { relative: 1e-6 });
      }
    });
    parameters.dispose();
  });

  it("follows them inside a compiled step", () => {
    const [eager, compiled] = [layer(), layer()];
    const step = compile((x) => [compiled.norm.training.forward(x!).value]);
    for (let i = 0; i < 3; i++) {
      tf.tidy(() => {
        const batch = x().add(i);
        eager.norm.training.forward(batch);
        step.run(batch);
      });
    }
    step.dispose();
    expectClose(compiled.running().flat(), eager.running().flat(), { relative: 1e-6 });
    for (const { parameters } of [eager, compiled]) parameters.dispose();
  });

  it("refuses other sizes, constants out of range, and a single example in training", () => {
    const { parameters, norm } = layer();
    expect(() => norm.bijector.forward(tf.ones([2, 3]))).toThrow(
      "flowBatchNorm: x has shape [2, 3]; expected [any, 2].",
    );
    expect(() => norm.bijector.inverse(tf.ones([2, 3]))).toThrow(
      "flowBatchNorm: z has shape [2, 3];",
    );
    expect(() => norm.training.forward(tf.ones([1, 2]))).toThrow(
      "flowBatchNorm: a batch of one example has no variance; train with batches of two or more.",
    );
    expect(() => layer({ momentum: 2 })).toThrow("flowBatchNorm: momentum=2");
    expect(() => layer({ epsilon: -1 })).toThrow("flowBatchNorm: epsilon=-1");
    parameters.dispose();
  });
});
