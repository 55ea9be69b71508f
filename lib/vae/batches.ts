import { toNdArray, type NdArray } from "../core/ndarray";
import type * as tf from "../core/tf";
import { runLoop } from "../train";

/** Examples that go through a network at a time. */
export const BATCH = 256;

/**
 * What `f` gives for rows start, ..., end - 1, for all `n` rows, some at a time: the arrays joined along the first axis.
 * The tensors that `f` returns end here.
 */
export async function inBatches(
  n: number,
  f: (start: number, end: number) => tf.Tensor[],
): Promise<NdArray[]> {
  const joined: { data: Float32Array; shape: number[] }[] = [];
  const run = async (batch: number): Promise<Record<string, number>> => {
    const start = batch * BATCH;
    const parts = await Promise.all(f(start, Math.min(n, start + BATCH)).map(toNdArray));
    parts.forEach(({ data, shape }, i) => {
      const size = shape.slice(1).reduce((a, b) => a * b, 1);
      joined[i] ??= { data: new Float32Array(n * size), shape: [n, ...shape.slice(1)] };
      joined[i].data.set(data, start * size);
    });
    return {};
  };
  await runLoop({ steps: Math.ceil(n / BATCH), run });
  return joined;
}
