import * as tf from "../tf";

/** The part of the native back end's binding that recording and running a graph needs. */
export interface NativeBinding {
  readonly TF_FLOAT: number;
  readonly TF_INT32: number;
  readonly TF_BOOL: number;
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_SHAPE: number;
  createTensor(shape: number[], dtype: number, values: ArrayBufferView): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): ArrayBufferView;
  executeOp(
    name: string,
    attrs: NativeAttribute[],
    inputIds: number[],
    outputs: number,
  ): NativeTensor[];
  loadSavedModel(directory: string, tags: string): number;
  deleteSavedModel(id: number): void;
  runSavedModel(id: number, inputIds: number[], inputs: string, outputs: string): NativeTensor[];
}

export interface NativeAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

export interface NativeTensor {
  readonly id: number;
  readonly shape: number[];
  readonly dtype: number;
}

/** tfjs-node's kernel back end, as far as it is used here; its package is frozen, so this shape is stable. */
export interface NativeBackend {
  binding: NativeBinding;
  getInputTensorIds(tensors: readonly tf.TensorInfo[]): number[];
  createOutputTensor(output: NativeTensor): tf.Tensor;
  executeSingleOutput(
    op: string,
    attributes: NativeAttribute[],
    inputs: readonly tf.Tensor[],
  ): tf.Tensor;
  executeMultipleOutputs(
    op: string,
    attributes: NativeAttribute[],
    inputs: readonly tf.Tensor[],
    outputs: number,
  ): tf.Tensor[];
}

/** The native back end when it is the one in use. */
export function nativeBackend(): NativeBackend | undefined {
  return tf.getBackend() === "tensorflow" ? (tf.backend() as unknown as NativeBackend) : undefined;
}

/** TensorFlow's number of a type; undefined for those that graphs here don't hold. */
export function nativeType(binding: NativeBinding, dtype: tf.DataType): number | undefined {
  const { TF_FLOAT: float32, TF_INT32: int32, TF_BOOL: bool } = binding;
  const known: Partial<Record<tf.DataType, number>> = { float32, int32, bool };
  return known[dtype];
}

/** An attribute that holds a type; by default the one that says that an op computes in float32. */
export const typeAttribute = (
  binding: NativeBinding,
  name = "T",
  value: number | undefined = binding.TF_FLOAT,
): NativeAttribute => ({ name, type: binding.TF_ATTR_TYPE, value });
