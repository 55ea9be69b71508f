import { compile } from "../core/compile/compile";
import type { NdArray } from "../core/ndarray";
import type { Rng } from "../core/rng";
import * as tf from "../core/tf";
import type { Reading } from "./boundTerms";
import { conditionInputs } from "./conditioning";
import { askNetwork } from "./denoiser";
import type { SampledModel } from "./predictor";
import { combined, endColumns } from "./targets";

export interface BoundReaderOptions {
  readonly rng: Rng;
  readonly clip: boolean;
  readonly labels?: ArrayLike<number> | number;
}

/** Asks a network of noised pictures, for the terms of the bound. */
export interface BoundReader {
  /** Noises pictures first, first + 1, ... to their t with their own noise number k, and asks the network of them. */
  read(first: number, t: readonly number[], k: number): Promise<Reading[]>;
  dispose(): void;
}

/** @param pictures [n,H,W,C] */
export function createBoundReader(
  model: SampledModel,
  pictures: NdArray,
  { rng, clip, labels }: BoundReaderOptions,
): BoundReader {
  const { process, eventShape, network, target } = model;
  const D = eventShape.reduce((a, b) => a * b);
  const { x0: columns } = endColumns(target, process);
  const { condition } = conditionInputs(
    { ...(labels !== undefined && { labels }) },
    network.classes,
  );
  const step = compile((x, t, onX, onY, ...labels) => {
    const { output, spread } = askNetwork(model, x!, condition(t as tf.Tensor1D, labels));
    const x0 = combined(x!, output, { onX: onX!, onY: onY! });
    return spread ? [x0, spread] : [x0];
  });

  const inputsOf = (first: number, t: readonly number[], k: number): tf.Tensor[] =>
    tf.tidy(() => {
      const B = t.length;
      const shape = [B, ...eventShape];
      const noise = new Float32Array(B * D);
      t.forEach((_, j) =>
        noise.set(
          rng
            .fold(first + j)
            .fold(k)
            .normalArray(D),
          j * D,
        ),
      );
      const clean = pictures.data.slice(first * D, (first + B) * D);
      const x = process.noised(tf.tensor(clean, shape), t, tf.tensor(noise, shape));
      const column = (values: Float64Array) =>
        tf.tensor(
          t.map((step) => values[step]!),
          [B, ...eventShape.map(() => 1)],
        );
      const classes =
        labels === undefined || typeof labels === "number"
          ? labels
          : t.map((_, j) => labels[first + j]!);
      const more = conditionInputs(
        { ...(classes !== undefined && { labels: classes }) },
        network.classes,
      ).tensors(B);
      const times = tf.tensor1d([...t], "float32");
      return [x, times, column(columns.onX), column(columns.onY), ...more];
    });

  return {
    async read(first, t, k) {
      const inputs = inputsOf(first, t, k);
      let outputs: tf.Tensor[] = [];
      try {
        outputs = step.run(...inputs);
        const [x0, spread] = await Promise.all(outputs.map((out) => out.data<"float32">()));
        const guess = clip ? x0!.map((x) => Math.min(Math.max(x, -1), 1)) : x0!;
        const part = (values: Float32Array, j: number) => values.subarray(j * D, (j + 1) * D);
        return t.map((_, j) => ({
          x0: part(guess, j),
          ...(spread && { spread: part(spread, j) }),
        }));
      } finally {
        tf.dispose([...inputs, ...outputs]);
      }
    },
    dispose: () => step.dispose(),
  };
}
