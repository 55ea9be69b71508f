import * as tf from "../tf";

/** Attributes that an op was called with. */
export type Attributes = Readonly<Record<string, unknown>>;

/** The gradient of an op with one output: for each input the product of `dy` with the op's Jacobian, made on demand. */
export type GradientFunction<A> = (
  dy: tf.Tensor,
  inputs: tf.Tensor[],
  attributes: A,
) => Readonly<Record<string, () => tf.Tensor>>;

/** Registers the gradient of a kernel on every back end, in place of the one it has. Its inputs are kept. */
export function registerGradient<A extends object = Attributes>(
  kernelName: string,
  inputsToSave: string[],
  gradient: GradientFunction<A>,
): void {
  tf.registerGradient({
    kernelName,
    inputsToSave,
    gradFunc: (dy, saved, attributes) =>
      gradient(dy as tf.Tensor, saved, attributes as unknown as A) as Record<
        string,
        () => tf.Tensor
      >,
  });
}

/** The registered gradient of a kernel. @throws Error when it has none. */
export function gradientOf(kernelName: string): tf.GradConfig {
  const config = tf.getGradient(kernelName);
  if (config) return config;
  throw new Error(
    `gradients: '${kernelName}' has no gradient in this version of TensorFlow.js; expected 4.22.`,
  );
}
