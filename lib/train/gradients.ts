import * as tf from "../core/tf";

/** A loss and its gradient for each named variable; the caller frees the tensors. */
export interface LossAndGradients {
  readonly loss: tf.Scalar;
  readonly gradients: ReadonlyMap<string, tf.Tensor>;
}

/** Evaluates `f` and differentiates it with respect to `variables` only, keyed by their names there. */
export function lossAndGradients(
  f: () => tf.Scalar,
  variables: ReadonlyMap<string, tf.Variable>,
): LossAndGradients {
  const { value, grads } = tf.variableGrads(f, [...variables.values()]);
  const gradients = new Map<string, tf.Tensor>();
  for (const [name, variable] of variables) {
    const gradient = grads[variable.name];
    if (gradient) gradients.set(name, gradient);
  }
  return { loss: value, gradients };
}
