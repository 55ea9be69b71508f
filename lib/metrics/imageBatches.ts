import { inBatches, type BatchesOptions } from "../core/inBatches";
import { rows, type NdArray } from "../core/ndarray";
import * as tf from "../core/tf";

/** What a network gives for pictures [n,H,W,C], some at a time: [n,...]. */
export async function imageBatches(
  images: NdArray,
  options: BatchesOptions,
  network: (batch: NdArray) => tf.Tensor,
): Promise<NdArray> {
  const f = (start: number, end: number) => [network(rows(images, start, end))];
  return (await inBatches(images.shape[0]!, f, options))[0]!;
}

/** Applies `f` to the pictures as a tensor, which ends here. */
export function withImages({ data, shape }: NdArray, f: (x: tf.Tensor4D) => tf.Tensor): tf.Tensor {
  return tf.tidy(() => f(tf.tensor4d(data, shape as [number, number, number, number])));
}
