import * as tf from "../tf";

type Inputs = Readonly<Record<string, tf.Tensor>>;

/**
 * Registers a kernel for a back end that is composed of other operations, in place of the one it has. The engine runs kernels
 * with its tape off, so nothing in here is differentiated, and frees all but the result.
 */
export function registerComposed<I, A>(
  backendName: string,
  kernelName: string,
  compute: (inputs: I, attributes: A) => tf.Tensor,
): void {
  if (tf.getKernel(kernelName, backendName)) tf.unregisterKernel(kernelName, backendName);
  tf.registerKernel({
    kernelName,
    backendName,
    // The engine passes tensors, which its type calls TensorInfo.
    kernelFunc: ({ inputs, attrs }) =>
      tf.tidy(() => compute(inputs as unknown as Inputs & I, attrs as unknown as A)),
  });
}
