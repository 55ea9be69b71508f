import { compile } from "../core/compile/compile";
import { inBatches } from "../core/inBatches";
import { rows, toTensor, type NdArray } from "../core/ndarray";
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
      const part = (start: number, end: number) => {
        const all = [toTensor<tf.Rank>(rows(x, start, end)), ...inputs(start / batchSize)];
        try {
          return end - start === batchSize ? compiled.run(...all) : [run(f, all)];
        } finally {
          tf.dispose(all);
        }
      };
      return (await inBatches(x.shape[0]!, part, { batchSize }))[0]!;
    },
    dispose: () => compiled.dispose(),
  };
}

const run = (
  f: (x: tf.Tensor, ...inputs: tf.Tensor[]) => tf.Tensor,
  [x, ...inputs]: tf.Tensor[],
): tf.Tensor => tf.tidy(() => f(x!, ...inputs));
