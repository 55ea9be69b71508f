import { beforeEach, describe, expect, it } from "vitest";
import { seed } from "../../lib/core";
import { compile } from "../../lib/core/compile/compile";
import * as tf from "../../lib/core/tf";
import { batchNorm, createBatchNorm, Parameters } from "../../lib/nn";
import { train } from "../../lib/train";
import { expectClose } from "../contracts/close";
import { layerContract } from "../contracts/layer";
import { nativeOnly } from "../contracts/native";

beforeEach(nativeOnly);

layerContract("batchNorm", ({ x }) => batchNorm(x!), { tolerance: 4e-6 });
layerContract("batchNormFlat", ({ x }) => batchNorm(x!), { tolerance: 4e-6 });

function layer() {
  const parameters = new Parameters(seed(0));
  const norm = createBatchNorm(parameters.in("norm"), { channels: 2 });
  const running = () => [...parameters.buffers.values()].map((v) => [...v.dataSync()]);
  return { parameters, norm, running };
}

describe("a batch normalisation layer", () => {
  const x = () => tf.tensor2d([[1, 10], [3, 30], [8, 20]]); // prettier-ignore

  it("lets its running statistics follow the batches, the variance divided by n - 1, as PyTorch does", () => {
    const { parameters, norm, running } = layer();
    tf.tidy(() => norm(x(), { training: true }));
    const [mean, variance] = running() as [number[], number[]];
    expectClose(mean, [0.1 * 4, 0.1 * 20], { relative: 1e-6 });
    expectClose(variance, [0.9 + 0.1 * 13, 0.9 + 0.1 * 100], { relative: 1e-6 });
    tf.tidy(() => {
      const y = norm(tf.tensor2d([[0.4, 2]]), { training: false });
      expectClose(y.dataSync(), [0, 0], { absolute: 1e-6 });
    });
    expect(running(), "evaluation leaves them alone").toEqual([mean, variance]);
    parameters.dispose();
  });

  it("keeps them out of the trained parameters, and in what is saved", () => {
    const { parameters } = layer();
    expect([...parameters.variables.keys()]).toEqual(["norm.weight", "norm.bias"]);
    expect([...parameters.all.keys()].slice(2)).toEqual([
      "norm.runningMean",
      "norm.runningVariance",
    ]);
    expect(parameters.count).toBe(4);
    parameters.dispose();
  });

  it("follows them inside a compiled step, and through training", async () => {
    const [eager, compiled, trained] = [layer(), layer(), layer()];
    const step = compile((x) => [compiled.norm(x!, { training: true })]);
    for (let i = 0; i < 3; i++) {
      tf.tidy(() => {
        const batch = x().add(i);
        eager.norm(batch, { training: true });
        step.run(batch);
      });
    }
    step.dispose();
    expectClose(compiled.running().flat(), eager.running().flat(), { relative: 1e-6 });
    const objective = {
      inputs: (i: number) => [tf.tidy(() => x().add(i))],
      loss: (x: tf.Tensor) =>
        tf.tidy(() => trained.norm(x, { training: true }).square().mean<tf.Scalar>()),
    };
    await train(trained.parameters, objective, { steps: 3, rng: seed(1) });
    expectClose(trained.running().flat(), eager.running().flat(), { relative: 1e-6 });
    for (const { parameters } of [eager, compiled, trained]) parameters.dispose();
  });

  it("refuses other channels, and one value per channel in training", () => {
    const { parameters, norm } = layer();
    expect(() => norm(tf.ones([2, 3]), { training: true })).toThrow(
      "batchNorm: x has shape [2, 3]; expected [any, 2].",
    );
    expect(() => norm(tf.ones([1, 2]), { training: true })).toThrow(
      "batchNorm: x has shape [1, 2], one value per channel; training needs more than one.",
    );
    parameters.dispose();
  });
});
