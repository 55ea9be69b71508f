import * as tf from "../../tf";
import { nativeType, typeAttribute, type NativeBackend } from "../../compile/nativeBackend";
import { createBatchMatMul, hasAvx512 } from "./batchMatMul";

interface Call {
  readonly inputs: Readonly<Record<string, tf.Tensor>>;
  readonly attrs: Readonly<Record<string, unknown>>;
  readonly backend: NativeBackend;
}

type Kernel = (call: Call) => tf.Tensor;

const BACKEND = "tensorflow";

/** Registers a kernel, in place of the one that is there. */
function register(kernelName: string, kernel: Kernel): void {
  if (tf.getKernel(kernelName, BACKEND)) tf.unregisterKernel(kernelName, BACKEND);
  const kernelFunc = kernel as unknown as tf.KernelFunc;
  tf.registerKernel({ kernelName, backendName: BACKEND, kernelFunc });
}

/**
 * gather without tfjs-node's own look at each index, which reads the tensor and so cannot be compiled. TensorFlow refuses
 * an index out of range by itself, on the CPU.
 */
const gather: Kernel = ({ inputs, attrs, backend }) => {
  const [x, indices] = [inputs.x!, inputs.indices!];
  const { axis, batchDims } = attrs as { axis: number; batchDims: number };
  tf.backend_util.segment_util.collectGatherOpShapeInfo(x, indices, axis, batchDims);
  const { binding } = backend;
  const attributes = [
    { name: "batch_dims", type: binding.TF_ATTR_INT, value: batchDims },
    typeAttribute(binding, "Tparams", nativeType(binding, x.dtype)),
    typeAttribute(binding, "Tindices", nativeType(binding, indices.dtype)),
    typeAttribute(binding, "Taxis", binding.TF_INT32),
  ];
  return tf.tidy(() =>
    backend.executeSingleOutput("GatherV2", attributes, [x, indices, tf.scalar(axis, "int32")]),
  );
};

/** The gradient of relu in one op instead of tfjs-core's seven; see gradients/relu.ts. */
const reluGrad: Kernel = ({ inputs, backend }) =>
  backend.executeSingleOutput(
    "ReluGrad",
    [typeAttribute(backend.binding)],
    [inputs.dy!, inputs.x!],
  );

/** Products of matrices; see batchMatMul.ts. */
function batchMatMulKernel(): Kernel {
  const batchMatMul = createBatchMatMul(hasAvx512());
  return ({ inputs, attrs, backend }) => {
    const { transposeA, transposeB } = attrs as { transposeA: boolean; transposeB: boolean };
    return batchMatMul({ a: inputs.a!, b: inputs.b!, transposeA, transposeB }, backend);
  };
}

/**
 * Replaces kernels of tfjs-node by single ops of TensorFlow, after its package is loaded. A second call does nothing.
 * Products of two matrices stay the batched op: TensorFlow 2.21's MatMul, run op by op, corrupts the heap now and then
 * (a 256x256 product of a matrix with itself, some thousand times).
 */
export function improveNativeKernels(): void {
  if (tf.getKernel("ReluGrad", BACKEND)) return;
  register("BatchMatMul", batchMatMulKernel());
  register("GatherV2", gather);
  register("ReluGrad", reluGrad);
}
