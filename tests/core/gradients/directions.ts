import type { Rng } from "../../../lib/core/rng";
import { seed } from "../../../lib/core/rng";
import * as tf from "../../../lib/core/tf";
import type { OperationCase } from "./cases";
import { tensorsOf } from "./inputs";

/** What is known of an operation at one point, from its values alone. */
export interface Reference {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: readonly number[];
  /** Derivative of L along each direction; L is the sum of all outputs with random weights. */
  readonly first: readonly number[];
  /** Second derivative of L along each direction and the one after it. */
  readonly second: readonly number[];
}

const DIRECTIONS = 3;

const keyOf = ({ name }: OperationCase): Rng => seed(7).fold(name);

/** Fixed random weights of the outputs. */
export function weighted({ name }: OperationCase, y: tf.Tensor): tf.Scalar {
  const weights = seed(3).fold(name).normalArray(y.size).map(Math.fround);
  return y.mul(tf.tensor(Array.from(weights), y.shape, "float32")).sum();
}

/** The inputs of a case as tensors, and which of them it is differentiated for. */
export function argumentsOf(operation: OperationCase): {
  tensors: tf.Tensor[];
  differentiated: number[];
} {
  const tensors = tensorsOf(operation.inputs, keyOf(operation));
  const differentiated = operation.inputs.flatMap(({ fixed }, i) => (fixed ? [] : [i]));
  return { tensors, differentiated };
}

/** Random directions in the space of all differentiated inputs together, of length about 1. */
export function directionsOf(operation: OperationCase): tf.Tensor[][] {
  const { inputs } = operation;
  return Array.from({ length: DIRECTIONS }, (_, d) =>
    inputs.flatMap(({ shape, fixed }, i) => {
      if (fixed) return [];
      const n = shape.reduce((a, b) => a * b, 1);
      const values = keyOf(operation).fold("direction").fold(d).fold(i).normalArray(n);
      return [
        tf.tensor(
          Array.from(values, (v) => Math.fround(v / Math.sqrt(n))),
          [...shape],
        ),
      ];
    }),
  );
}

/** Step of the differences. Values are float64 here, so rounding is far below the error of order h⁴. */
const H = 1e-3;

/** Fourth-order central difference of f at 0. */
const derivative = (f: (h: number) => number): number =>
  (8 * (f(H) - f(-H)) - (f(2 * H) - f(-2 * H))) / (12 * H);

/** Everything about one operation by evaluating it only, never a gradient of it. */
export function referenceOf(operation: OperationCase): Reference {
  return tf.tidy(() => {
    const { tensors, differentiated } = argumentsOf(operation);
    const y = operation.f(...tensors);
    const values = Array.from(y.dataSync());
    const directions = directionsOf(operation);
    const moved = (steps: readonly (readonly [number, tf.Tensor[]])[]): number =>
      tf.tidy(() => {
        const at = [...tensors];
        for (const [h, direction] of steps) {
          differentiated.forEach((i, k) => (at[i] = at[i]!.add(direction[k]!.mul(h))));
        }
        return weighted(operation, operation.f(...at)).dataSync()[0]!;
      });
    const known = differentiated.length === 0 ? [] : directions;
    const next = (d: number) => directions[(d + 1) % directions.length]!;
    return {
      name: operation.name,
      shape: y.shape,
      values,
      first: known.map((u) => derivative((h) => moved([[h, u]]))),
      second: known.map(
        (u, d) =>
        derivative((h) => derivative((k) => moved([[h, u], [k, next(d)]]))), // prettier-ignore
      ),
    };
  });
}
