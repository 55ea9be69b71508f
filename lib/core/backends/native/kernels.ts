import * as tf from "../../tf";
import type { NativeAttribute, NativeBinding } from "../../compile/nativeBackend";

/** tfjs-node's back end, as far as its kernels use it. */
interface Backend {
  readonly binding: NativeBinding;
  executeSingleOutput(op: string, attributes: NativeAttribute[], inputs: tf.Tensor[]): tf.Tensor;
}

interface Call {
  readonly inputs: Readonly<Record<string, tf.Tensor>>;
  readonly attrs: Readonly<Record<string, unknown>>;
  readonly backend: Backend;
}

type Kernel = (call: Call) => tf.Tensor;

const BACKEND = "tensorflow";

/** Registers a kernel in place of the one that is there; it may hand calls on to that one. */
function replace(kernelName: string, make: (stock: Kernel) => Kernel): void {
  const stock = tf.getKernel(kernelName, BACKEND);
  tf.unregisterKernel(kernelName, BACKEND);
  const kernelFunc = make(stock.kernelFunc as unknown as Kernel) as unknown as tf.KernelFunc;
  tf.registerKernel({ ...stock, kernelFunc });
}

const type = ({ binding }: Backend, name = "T", value = binding.TF_FLOAT): NativeAttribute => ({
  name,
  type: binding.TF_ATTR_TYPE,
  value,
});

/**
 * gather without tfjs-node's own look at each index, which reads the tensor and so cannot be compiled. TensorFlow refuses
 * an index out of range by itself, on the CPU.
 */
const gather = (): Kernel => (call) => {
  const { inputs, attrs, backend } = call;
  const [x, indices] = [inputs.x!, inputs.indices!];
  const { axis, batchDims } = attrs as { axis: number; batchDims: number };
  tf.backend_util.segment_util.collectGatherOpShapeInfo(x, indices, axis, batchDims);
  const { binding } = backend;
  const types: Partial<Record<tf.DataType, number>> = {
    float32: binding.TF_FLOAT,
    int32: binding.TF_INT32,
    bool: binding.TF_BOOL,
  };
  const attributes = [
    { name: "batch_dims", type: binding.TF_ATTR_INT, value: batchDims },
    type(backend, "Tparams", types[x.dtype]),
    type(backend, "Tindices", types[indices.dtype]),
    type(backend, "Taxis", binding.TF_INT32),
  ];
  return tf.tidy(() =>
    backend.executeSingleOutput("GatherV2", attributes, [x, indices, tf.scalar(axis, "int32")]),
  );
};

/** The gradient of relu in one op instead of tfjs-core's seven; see gradients/relu.ts. */
const reluGrad: Kernel = ({ inputs, backend }) =>
  backend.executeSingleOutput("ReluGrad", [type(backend)], [inputs.dy!, inputs.x!]);

/**
 * Replaces kernels of tfjs-node by single ops of TensorFlow, after its package is loaded. A second call does nothing.
 * Products of two matrices stay the batched op: TensorFlow 2.21's MatMul, run op by op, corrupts the heap now and then
 * (a 256x256 product of a matrix with itself, some thousand times).
 */
export function improveNativeKernels(): void {
  if (tf.getKernel("ReluGrad", BACKEND)) return;
  replace("GatherV2", gather);
  tf.registerKernel({
    kernelName: "ReluGrad",
    backendName: BACKEND,
    kernelFunc: reluGrad as unknown as tf.KernelFunc,
  });
}
