import { requireInteger } from "../core/arguments";
import type { Rng } from "../core/rng";

/**
 * Which examples belong to update number `step`: each epoch visits all of them once, in an order of its own that depends
 * only on the key and the epoch. A last incomplete batch of an epoch is dropped.
 * @throws RangeError for an empty data set, or a batch larger than it.
 */
export function createBatches(
  count: number,
  batchSize: number,
  rng: Rng,
): (step: number) => Uint32Array {
  if (count === 0) {
    throw new RangeError("batches: the data set is empty; pass at least one example.");
  }
  requireInteger("batches", "count", count, 1);
  requireInteger("batches", "batchSize", batchSize, 1, count);
  const perEpoch = Math.floor(count / batchSize);
  let order: { readonly epoch: number; readonly indices: Uint32Array } | undefined;
  return (step) => {
    const epoch = Math.floor(step / perEpoch);
    if (order?.epoch !== epoch) order = { epoch, indices: rng.fold(epoch).permutation(count) };
    const start = (step % perEpoch) * batchSize;
    return order.indices.slice(start, start + batchSize);
  };
}
