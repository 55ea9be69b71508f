import { rows, toNdArray, type NdArray } from "../core/ndarray";
import * as tf from "../core/tf";

export interface ImageBatchesOptions {
  /** Pictures that go through the network at a time. */
  readonly batchSize: number;
  /** Numbers that the network gives for each. */
  readonly width: number;
  /** Hears after each batch how many pictures are done. */
  readonly onBatch?: (done: number) => void;
}

/** What a network gives for pictures [n,H,W,C], some at a time: [n,width]. */
export async function imageBatches(
  images: NdArray,
  { batchSize, width, onBatch }: ImageBatchesOptions,
  network: (batch: NdArray) => tf.Tensor,
): Promise<NdArray> {
  const n = images.shape[0]!;
  const data = new Float32Array(n * width);
  for (let start = 0; start < n; start += batchSize) {
    const end = Math.min(n, start + batchSize);
    const part = await toNdArray(network(rows(images, start, end)));
    data.set(part.data, start * width);
    onBatch?.(end);
  }
  return { data, shape: [n, width] };
}

/** Applies `f` to the pictures as a tensor, which ends here. */
export function withImages({ data, shape }: NdArray, f: (x: tf.Tensor4D) => tf.Tensor): tf.Tensor {
  return tf.tidy(() => f(tf.tensor4d(data, shape as [number, number, number, number])));
}
