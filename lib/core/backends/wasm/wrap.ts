import * as tf from "../../tf";

/** A kernel as tensors see it: what the engine passes to it and makes of its result. */
export type Kernel = (inputs: tf.NamedTensorMap, attributes: object) => tf.Tensor;

/** Puts a function around a kernel that the package has. What it makes besides its result is freed. */
export function wrapKernel(
  kernelName: string,
  around: (inputs: tf.NamedTensorMap, attributes: object, stock: Kernel) => tf.Tensor,
): void {
  const config = tf.getKernel(kernelName, "wasm");
  const stock: Kernel = (inputs, attributes) => {
    const attrs = attributes as tf.NamedAttrMap;
    const output = config.kernelFunc({ inputs, attrs, backend: tf.backend() });
    return tf.engine().makeTensorFromTensorInfo(output as tf.TensorInfo);
  };
  tf.unregisterKernel(kernelName, "wasm");
  tf.registerKernel({
    ...config,
    kernelFunc: ({ inputs, attrs }) =>
      tf.tidy(() => around(inputs as tf.NamedTensorMap, attrs as object, stock)),
  });
}
