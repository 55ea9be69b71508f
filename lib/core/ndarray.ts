import { requireInteger } from "./arguments";
import * as tf from "./tf";

/** Numbers with a shape, row-major, outside the tensor engine: what notebooks receive and plots take. */
export interface NdArray {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

/** Reads a tensor's values and frees the tensor. */
export async function toNdArray(tensor: tf.Tensor): Promise<NdArray> {
  try {
    const data = await tensor.data<"float32">();
    return { data: Float32Array.from(data), shape: [...tensor.shape] };
  } finally {
    tensor.dispose();
  }
}

/**
 * A tensor's values where they can be had at once, the tensor staying as it is; undefined on WebGPU, which gives them only
 * asynchronously.
 */
export const valuesNow = (tensor: tf.Tensor): NdArray | undefined =>
  tf.getBackend() === "webgpu"
    ? undefined
    : { data: tensor.dataSync<"float32">(), shape: tensor.shape };

/** The array as a tensor; the caller frees it. */
export function toTensor<R extends tf.Rank>({ data, shape }: NdArray): tf.Tensor<R> {
  return tf.tensor(data, [...shape] as tf.ShapeMap[R], "float32");
}

/** Rows `start` to `end` (exclusive) along the first axis; shares memory with the source. */
export function rows(array: NdArray, start: number, end: number): NdArray {
  const [n = 0, ...rest] = array.shape;
  requireInteger("rows", "start", start, 0, n);
  requireInteger("rows", "end", end, start, n);
  const size = rest.reduce((a, b) => a * b, 1);
  return { data: array.data.subarray(start * size, end * size), shape: [end - start, ...rest] };
}
