import * as tf from "../../../lib/core/tf";
import { argumentsOf, directionsOf, weighted } from "./directions";
import type { OperationCase } from "./cases";

/** Numbers that a back end gave, or the message of the error that it threw instead. */
export type Result = readonly number[] | { readonly error: string };

/** What a back end gives for one operation: the same quantities as in `Reference`. */
export interface Outcome {
  readonly name: string;
  readonly values: Result;
  readonly first: Result;
  readonly second: Result;
}

const dot = (gradients: readonly tf.Tensor[], direction: readonly tf.Tensor[]): tf.Scalar =>
  tf.addN(gradients.map((gradient, i) => gradient.mul(direction[i]!).sum())) as tf.Scalar;

/** First derivatives along the directions, or second ones along each and the next, of the weighted sum of outputs. */
function derivatives(operation: OperationCase, order: 1 | 2): tf.Tensor[] {
  const { tensors, differentiated } = argumentsOf(operation);
  if (differentiated.length === 0) return [];
  const points = differentiated.map((i) => tensors[i]!);
  const loss = (...at: tf.Tensor[]): tf.Scalar => {
    const all = [...tensors];
    differentiated.forEach((i, k) => (all[i] = at[k]!));
    return weighted(operation, operation.f(...all));
  };
  const directions = directionsOf(operation);
  if (order === 1) {
    const gradients = tf.grads(loss)(points);
    return directions.map((u) => dot(gradients, u));
  }
  return directions.map((u, d) => {
    const along = (...at: tf.Tensor[]) => {
      const nothing = tf.addN(at.map((x) => x.square().sum())).mul(0); // else an error where L is linear
      return dot(tf.grads(loss)(at), u).add<tf.Scalar>(nothing);
    };
    return dot(tf.grads(along)(points), directions[(d + 1) % directions.length]!);
  });
}

async function resultOf(f: () => tf.Tensor[]): Promise<Result> {
  try {
    const tensors = tf.tidy(f);
    const values = await Promise.all(tensors.map(async (tensor) => [...(await tensor.data())]));
    tf.dispose(tensors);
    return values.flat();
  } catch (error) {
    return { error: (error as Error).message };
  }
}

/** Runs one operation with its gradients on the back end in use. */
export async function evaluate(operation: OperationCase): Promise<Outcome> {
  return {
    name: operation.name,
    values: await resultOf(() => [operation.f(...argumentsOf(operation).tensors)]),
    first: await resultOf(() => derivatives(operation, 1)),
    second: await resultOf(() => derivatives(operation, 2)),
  };
}
