import { beforeEach, describe, expect, it } from "vitest";
import { seed } from "../../../../lib/core";
import { compile } from "../../../../lib/core/compile/compile";
import { nativeBackend } from "../../../../lib/core/compile/nativeBackend";
import * as tf from "../../../../lib/core/tf";
import { expectNoLeak } from "../../../contracts/leaks";
import { nativeOnly } from "../../../contracts/native";

beforeEach(nativeOnly);

/** Names of the native ops that `f` runs. */
function opsOf(f: () => tf.Tensor): string[] {
  const backend = nativeBackend()!;
  const { binding } = backend;
  const names: string[] = [];
  const executeOp: typeof binding.executeOp = (name, ...rest) => {
    names.push(name);
    return binding.executeOp(name, ...rest);
  };
  backend.binding = new Proxy({} as typeof binding, {
    get: (_, key) => (key === "executeOp" ? executeOp : Reflect.get(binding, key)) as unknown,
  });
  try {
    tf.dispose(f());
  } finally {
    backend.binding = binding;
  }
  return names;
}

describe("gather on the native back end", () => {
  const lookUp = (table: tf.Tensor, indices: tf.Tensor) => tf.gather(table, indices as tf.Tensor1D);

  it("can be compiled, with its gradient", () => {
    const table = seed(1).normal<tf.Rank.R2>([5, 2]);
    const step = compile((table, i) => [tf.grad((t) => lookUp(t, i!).square())(table!)]);
    const indices = tf.tensor1d([3, 0, 3], "int32");
    tf.tidy(() => {
      const expected = tf
        .grad((t) => lookUp(t, indices).square())(table)
        .dataSync();
      expect([...step.run(table, indices)[0]!.dataSync()]).toEqual([...expected]);
    });
    step.dispose();
    tf.dispose([table, indices]);
  });

  it.each([7, -1])("refuses the index %i of seven", (index) => {
    tf.tidy(() => {
      const table = tf.ones([7, 2]);
      expect(() => lookUp(table, tf.tensor1d([0, index], "int32"))).toThrow(
        `indices[1] = ${index} is not in [0, 7)`,
      );
    });
  });

  it("leaves no tensor behind", async () => {
    await expectNoLeak(() => {
      const [table, indices] = [tf.ones([7, 2]), tf.tensor1d([1], "int32")];
      const found = lookUp(table, indices);
      tf.dispose([table, indices]);
      return found;
    });
  });
});

it("the gradient of relu is one op", () => {
  const x = tf.tensor1d([-1, 0, 2]);
  const dy = tf.tensor1d([3, 4, 5]);
  const ops = opsOf(() => tf.grad(tf.relu)(x, dy));
  expect(ops.filter((op) => op !== "Identity")).toEqual(["Relu", "ReluGrad"]);
  const gradient = tf.grad(tf.relu)(x, dy);
  expect([...gradient.dataSync()]).toEqual([0, 0, 5]);
  tf.dispose([x, dy, gradient]);
});
