import { expect } from "vitest";
import * as tf from "../../lib/core/tf";

/** Runs `f`, frees what it returns, and fails unless the count of tensors is then what it was before. */
export async function expectNoLeak(f: () => unknown): Promise<void> {
  const before = tf.memory().numTensors;
  const result = await f();
  tf.dispose(result as tf.TensorContainer);
  expect(tf.memory().numTensors - before, "tensors left behind").toBe(0);
}
