import type { NdArray } from "../core/ndarray";
import * as tf from "../core/tf";

/** Reads the values of named tensors; the tensors stay. */
export async function readTensors(
  tensors: ReadonlyMap<string, tf.Tensor>,
): Promise<Map<string, NdArray>> {
  const out = new Map<string, NdArray>();
  for (const [name, tensor] of tensors) {
    const data = await tensor.data<"float32">();
    out.set(name, { data: Float32Array.from(data), shape: [...tensor.shape] });
  }
  return out;
}

/** Makes tensors of named values, hands them to `use`, and frees them. */
export function withTensors<T>(
  values: ReadonlyMap<string, NdArray>,
  use: (tensors: Map<string, tf.Tensor>) => T,
): T {
  const tensors = new Map<string, tf.Tensor>();
  try {
    for (const [name, { data, shape }] of values) {
      tensors.set(name, tf.tensor(data, [...shape], "float32"));
    }
    return use(tensors);
  } finally {
    for (const tensor of tensors.values()) tensor.dispose();
  }
}
