import { beforeAll, describe, expect, it } from "vitest";
import { compile, countMultiplications, ready, seed } from "../../lib/core";
import * as tf from "../../lib/core/tf";

beforeAll(async () => {
  await ready();
});

/** The loops of a convolution written out: how often its innermost line runs. */
function byLoops(output: readonly number[], window: readonly number[]): number {
  let count = 0;
  const nest = (sizes: readonly number[]) => {
    if (sizes.length === 0) count++;
    else for (let i = 0; i < sizes[0]!; i++) nest(sizes.slice(1));
  };
  nest([...output, ...window]);
  return count;
}

describe("the multiplications of", () => {
  const ones = (...shape: number[]) => tf.ones(shape);
  const picture = () => ones(2, 6, 5, 3) as tf.Tensor4D;

  it.each<[string, () => tf.Tensor, number]>([
    ["a product of matrices", () => tf.matMul(ones(4, 5), ones(5, 6)), byLoops([4, 6], [5])],
    ["one of transposed matrices", () => tf.matMul(ones(5, 4), ones(6, 5), true, true), byLoops([4, 6], [5])], // prettier-ignore
    ["one of stacks", () => tf.matMul(ones(3, 4, 5), ones(3, 5, 6)), byLoops([3, 4, 6], [5])],
    ["one whose pairs are broadcast", () => tf.matMul(ones(1, 4, 5), ones(3, 5, 6)), byLoops([3, 4, 6], [5])], // prettier-ignore
    ["a convolution", () => tf.conv2d(picture(), ones(3, 2, 3, 7) as tf.Tensor4D, 1, "same"), byLoops([2, 6, 5, 7], [3, 2, 3])], // prettier-ignore
    ["one with strides", () => tf.conv2d(picture(), ones(3, 2, 3, 7) as tf.Tensor4D, 2, "valid"), byLoops([2, 2, 2, 7], [3, 2, 3])], // prettier-ignore
    ["a depthwise one", () => tf.depthwiseConv2d(picture(), ones(3, 2, 3, 4) as tf.Tensor4D, 1, "same"), byLoops([2, 6, 5, 12], [3, 2])], // prettier-ignore
    ["a transposed one", () => tf.conv2dTranspose(picture(), ones(3, 2, 7, 3) as tf.Tensor4D, [2, 12, 10, 7], 2, "same"), byLoops([2, 6, 5, 3], [3, 2, 7])], // prettier-ignore
    ["what has none", () => picture().exp().mul(2).add(1).softmax(), 0],
  ])("%s", async (_, f, expected) => {
    expect(await countMultiplications(f)).toBe(expected);
  });

  it("a convolution's gradients: as many as its own, for each of its inputs", async () => {
    const filter = ones(3, 2, 3, 7) as tf.Tensor4D;
    const loss = (x: tf.Tensor) => tf.conv2d(x as tf.Tensor4D, filter, 1, "same").sum<tf.Scalar>();
    const forward = byLoops([2, 6, 5, 7], [3, 2, 3]);
    expect(await countMultiplications(() => tf.grad(loss)(picture()))).toBe(2 * forward);
    const both = (...[x, w]: tf.Tensor[]) =>
      tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, "same").sum<tf.Scalar>();
    expect(await countMultiplications(() => tf.grads(both)([picture(), filter]))).toBe(3 * forward);
    filter.dispose();
  });
});

it("runs the function once, keeps nothing, and leaves profiling when it throws", async () => {
  const before = tf.memory().numTensors;
  let runs = 0;
  await countMultiplications(() => (runs++, [tf.ones([2, 2]).matMul(tf.ones([2, 2]))]));
  expect(runs).toBe(1);
  const failing = countMultiplications(() => {
    tf.ones([2, 2]);
    throw new Error("of the function");
  });
  await expect(failing).rejects.toThrow("of the function");
  expect(tf.engine().state.profiling).toBe(false);
  expect(tf.memory().numTensors).toBe(before);
});

it("says which product it cannot count", async () => {
  const volume = () =>
    tf.conv3d(
      tf.ones<tf.Rank.R5>([1, 3, 3, 3, 1]),
      tf.ones<tf.Rank.R5>([2, 2, 2, 1, 1]),
      1,
      "same",
    );
  await expect(countMultiplications(volume)).rejects.toThrow(
    'countMultiplications: no rule for the operation "Conv3D"; there are rules for BatchMatMul, ',
  );
});

it("does not see into a compiled step, as it says", async () => {
  const step = compile((a) => [a!.matMul(a!)]);
  const a = seed(1).normal([3, 3]);
  tf.dispose(step.run(a)); // op by op: the recording
  expect(await countMultiplications(() => step.run(a))).toBe(0);
  step.dispose();
  a.dispose();
});
