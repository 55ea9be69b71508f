import { beforeAll, describe, expect, it } from "vitest";
import { ready } from "../../../lib/core";
import * as tf from "../../../lib/core/tf";
import { expectClose } from "../../contracts/close";
import { runNode } from "../../contracts/child";
import { operations, type OperationCase } from "./cases";
import { argumentsOf, directionsOf, weighted, type Reference } from "./directions";

/** What an operation should give, from float64 evaluations in a process of their own; see reference.ts. */
let references: Map<string, Reference>;

beforeAll(async () => {
  await ready();
  const { code, stdout, stderr } = await runNode(`require("./tests/core/gradients/reference")`);
  expect(code, stderr).toBe(0);
  const list = JSON.parse(stdout.split("\n").at(-2)!) as Reference[];
  references = new Map(list.map((reference) => [reference.name, reference]));
}, 120_000);

const dot = (gradients: readonly tf.Tensor[], direction: readonly tf.Tensor[]): tf.Scalar =>
  tf.addN(gradients.map((gradient, i) => gradient.mul(direction[i]!).sum())) as tf.Scalar;

/** L as a function of the differentiated inputs alone. */
function lossOf(operation: OperationCase) {
  const { tensors, differentiated } = argumentsOf(operation);
  const points = differentiated.map((i) => tensors[i]!);
  const loss = (...at: tf.Tensor[]): tf.Scalar => {
    const all = [...tensors];
    differentiated.forEach((i, k) => (all[i] = at[k]!));
    return weighted(operation, operation.f(...all));
  };
  return { loss, points };
}

/** First derivatives along the directions, and second ones along each and the next. */
function derivativesOf(operation: OperationCase, order: 1 | 2): tf.Tensor[] {
  const { loss, points } = lossOf(operation);
  const directions = directionsOf(operation);
  if (order === 1) {
    const gradients = tf.grads(loss)(points);
    return directions.map((u) => dot(gradients, u));
  }
  return directions.map((u, d) => {
    const next = directions[(d + 1) % directions.length]!;
    const along = (...at: tf.Tensor[]) => {
      const nothing = tf.addN(at.map((x) => x.square().sum())).mul(0); // else an error where L is linear
      return dot(tf.grads(loss)(at), u).add<tf.Scalar>(nothing);
    };
    return dot(tf.grads(along)(points), next);
  });
}

async function numbers(f: () => tf.Tensor[]): Promise<number[]> {
  const tensors = tf.tidy(f);
  const values = await Promise.all(tensors.map(async (tensor) => [...(await tensor.data())]));
  tf.dispose(tensors);
  return values.flat();
}

/** Share of the largest value that float32 may lose. */
const TOLERANCE = { values: 1e-5, first: 2e-4, second: 1e-3 };

function check(operation: OperationCase, backend: "native" | "wasm" | "cpu" | "webgpu"): void {
  it(operation.name, async () => {
    const reference = references.get(operation.name)!;
    const missing = operation.missing?.[backend];
    const forward = () => [operation.f(...argumentsOf(operation).tensors)];
    if (missing) {
      await expect(numbers(forward)).rejects.toThrow(missing);
      return;
    }
    const close = (actual: number[], expected: readonly number[], what: keyof typeof TOLERANCE) => {
      const scale = expected.reduce((most, x) => Math.max(most, Math.abs(x)), 0.1);
      expectClose(actual, expected, { absolute: TOLERANCE[what] * scale }, what);
    };
    close(await numbers(forward), reference.values, "values");
    if (reference.first.length === 0) return;
    for (const order of [1, 2] as const) {
      const actual = () => numbers(() => derivativesOf(operation, order));
      if (operation.refused?.order === order) {
        await expect(actual()).rejects.toThrow(operation.refused.message);
        return;
      }
      const what = order === 1 ? "first" : "second";
      close(await actual(), reference[what], what);
    }
  });
}

for (const backend of ["native", "cpu"] as const) {
  describe(`operations on ${backend}`, () => {
    beforeAll(async () => {
      const name = backend === "native" ? "tensorflow" : backend;
      await tf.setBackend(name);
      return async () => void (await tf.setBackend("tensorflow"));
    });
    for (const operation of operations) check(operation, backend);
  });
}
