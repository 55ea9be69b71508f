import { requireInteger } from "./arguments";
import { toNdArray, type NdArray } from "./ndarray";
import type * as tf from "./tf";

export interface BatchesOptions {
  /** Rows at a time. @default 256 */
  readonly batchSize?: number;
  /** Hears after each batch how many rows are done. */
  readonly onBatch?: ((done: number) => void) | undefined;
}

const eventLoopTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

/**
 * What `f` gives for rows start, ..., end - 1, for all `count` rows, some at a time so that memory stays bounded: each of its
 * results joined along the first axis. The tensors that `f` returns end here; between batches the process can be
 * interrupted.
 * @throws RangeError for a count or a batch size that is no positive integer.
 */
export async function inBatches(
  count: number,
  f: (start: number, end: number) => tf.Tensor[],
  { batchSize = 256, onBatch }: BatchesOptions = {},
): Promise<NdArray[]> {
  requireInteger("inBatches", "count", count, 1);
  requireInteger("inBatches", "batchSize", batchSize, 1);
  const joined: NdArray[] = [];
  for (let start = 0; start < count; start += batchSize) {
    const end = Math.min(count, start + batchSize);
    const parts = await Promise.all(f(start, end).map(toNdArray));
    parts.forEach(({ data, shape }, i) => {
      const size = data.length / (end - start);
      joined[i] ??= { data: new Float32Array(count * size), shape: [count, ...shape.slice(1)] };
      joined[i].data.set(data, start * size);
    });
    onBatch?.(end);
    await eventLoopTurn();
  }
  return joined;
}
