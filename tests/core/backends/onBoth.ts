import { afterAll, beforeAll, expect } from "vitest";
import { ready } from "../../../lib/core";
import { loadBackend, startBackend } from "../../../lib/core/backends";
import * as tf from "../../../lib/core/tf";
import { expectClose } from "../../contracts/close";

/** For the top of a test file: loads wasm beside the process's own back end, and goes back to that one at the end. */
export function withWasm(): void {
  let before: string;
  beforeAll(async () => {
    await ready();
    before = tf.getBackend();
    loadBackend("wasm");
  });
  afterAll(async () => {
    await tf.setBackend(before);
  });
}

/**
 * Fails unless wasm gives the shape and, to float32's precision, the values of the back end in plain JavaScript, and
 * leaves no tensor behind but the result.
 */
export async function expectSame(f: () => tf.Tensor): Promise<void> {
  await startBackend("cpu");
  const reference = tf.tidy(f);
  const expected = await reference.data();
  const { shape } = reference;
  reference.dispose();
  await startBackend("wasm");
  const before = tf.memory().numTensors;
  const result = tf.tidy(f);
  expect(tf.memory().numTensors, "tensors").toBe(before + 1);
  expect(result.shape).toEqual(shape);
  const actual = await result.data();
  result.dispose();
  const scale = Array.from(expected).reduce((most, x) => Math.max(most, Math.abs(x)), 1);
  expectClose(actual, expected, { absolute: 2e-6 * scale });
}
