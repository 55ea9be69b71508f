import { compile } from "../core/compile/compile";
import { rows, toNdArray, toTensor, type NdArray } from "../core/ndarray";
import * as tf from "../core/tf";

/** A tensor function over the rows of an array of any length. */
export interface RowMap {
  /** x [n,...] → [n,...]. `inputs` makes further inputs for part number 0, 1, ... */
  run(x: NdArray, inputs?: (part: number) => tf.Tensor[]): Promise<NdArray>;
  dispose(): void;
}

/**
 * Applies `f` to at most `batchSize` rows at a time, so that memory stays bounded; whole batches run compiled, unless
 * `eager`.
 */
export function createRowMap(
  f: (x: tf.Tensor, ...inputs: tf.Tensor[]) => tf.Tensor,
  batchSize: number,
  eager = false,
): RowMap {
  const compiled = compile((x, ...inputs) => [f(x!, ...inputs)], { eager });
  return {
    async run(x, inputs = () => []) {
      const n = x.shape[0]!;
      const results: NdArray[] = [];
      for (let at = 0; at < n; at += batchSize) {
        const count = Math.min(batchSize, n - at);
        const all = [toTensor<tf.Rank>(rows(x, at, at + count)), ...inputs(results.length)];
        try {
          const result = count === batchSize ? compiled.run(...all)[0]! : run(f, all);
          results.push(await toNdArray(result));
        } finally {
          tf.dispose(all);
        }
      }
      return joined(results);
    },
    dispose: () => compiled.dispose(),
  };
}

const run = (
  f: (x: tf.Tensor, ...inputs: tf.Tensor[]) => tf.Tensor,
  [x, ...inputs]: tf.Tensor[],
): tf.Tensor => tf.tidy(() => f(x!, ...inputs));

function joined(parts: readonly NdArray[]): NdArray {
  if (parts.length === 1) return parts[0]!;
  const data = new Float32Array(parts.reduce((sum, part) => sum + part.data.length, 0));
  let at = 0;
  for (const part of parts) {
    data.set(part.data, at);
    at += part.data.length;
  }
  const n = parts.reduce((sum, { shape }) => sum + shape[0]!, 0);
  return { data, shape: [n, ...(parts[0]?.shape.slice(1) ?? [])] };
}
