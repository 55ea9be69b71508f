import type { Rng } from "../../../lib/core/rng";
import * as tf from "../../../lib/core/tf";

/** An argument of a case: its values, which float32 holds exactly, and whether it is differentiated for. */
export interface Input {
  readonly shape: readonly number[];
  readonly dtype: "float32" | "int32" | "bool";
  readonly values: (rng: Rng) => ArrayLike<number>;
  readonly fixed: boolean;
}

const size = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

const float = (shape: readonly number[], values: (rng: Rng, n: number) => ArrayLike<number>) => ({
  shape,
  dtype: "float32" as const,
  values: (rng: Rng) => Array.from(values(rng, size(shape)), Math.fround),
  fixed: false,
});

/** Standard normal. */
export const normal = (...shape: number[]): Input => float(shape, (rng, n) => rng.normalArray(n));

/** Uniform on [low, high). */
export const uniform = (low: number, high: number, ...shape: number[]): Input =>
  float(shape, (rng, n) => rng.uniformArray(n).map((u) => low + (high - low) * u));

/** Uniform on [0.3, 1.8). */
export const positive = (...shape: number[]): Input => uniform(0.3, 1.8, ...shape);

/** Values from -4 to 4, all of them apart from each other and from 0: no ties, no kinks nearby. */
export const separated = (...shape: number[]): Input =>
  float(shape, (rng, n) => Array.from(rng.permutation(n), (i) => ((i - n / 2 + 0.5) * 8) / n));

/** Integers below `high`. */
export const integers = (high: number, ...shape: number[]): Input => ({
  shape,
  dtype: "int32",
  values: (rng) => rng.integerArray(size(shape), { high }),
  fixed: true,
});

export const booleans = (...shape: number[]): Input => ({
  shape,
  dtype: "bool",
  values: (rng) => rng.integerArray(size(shape), { high: 2 }),
  fixed: true,
});

/** Not differentiated for. */
export const fixed = (input: Input): Input => ({ ...input, fixed: true });

/** The tensors of a case's inputs; the same numbers wherever it is made. */
export const tensorsOf = (inputs: readonly Input[], rng: Rng): tf.Tensor[] =>
  inputs.map(({ shape, dtype, values }, i) =>
    tf.tensor(Array.from(values(rng.fold(i))), [...shape], dtype),
  );
