import { beforeAll, expect, it } from "vitest";
import { ready, tidied } from "../../lib/core";
import * as tf from "../../lib/core/tf";

beforeAll(async () => {
  await ready();
});

it("tidied keeps what the function returns and frees the rest, also when it throws", () => {
  const before = tf.memory().numTensors;
  const double = tidied((x: tf.Tensor1D) => x.add(x).mul<tf.Tensor1D>(1));
  const x = tf.tensor1d([1, 2]);
  const y = double(x);
  expect([...y.dataSync()]).toEqual([2, 4]);
  expect(tf.memory().numTensors - before).toBe(2);
  const failing = tidied((x: tf.Tensor1D) => {
    x.square();
    throw new Error("no");
  });
  expect(() => failing(x)).toThrow("no");
  tf.dispose([x, y]);
  expect(tf.memory().numTensors - before).toBe(0);
});
