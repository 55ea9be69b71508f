import { requireShape } from "./arguments";
import { nativeBackend, typeAttribute, type NativeBackend } from "./compile/nativeBackend";
import { Rng } from "./rng";
import * as tf from "./tf";

/** A random key as a tensor, int32 [2]: pass it to a compiled step as an input and draw inside. */
export type KeyTensor = tf.Tensor1D;

const UINT64 = 23;
/** TensorFlow's number for the algorithm. */
const PHILOX = 1;

type Draw = "normal" | "uniform";

const OPS: Record<Draw, string> = {
  normal: "StatelessRandomNormalV2",
  uniform: "StatelessRandomUniformV2",
};

/** The key of `rng` as a tensor; the caller frees it. */
export const keyTensor = (rng: Rng): KeyTensor => tf.tensor1d(Int32Array.from(rng.key), "int32");

/** TensorFlow's own op, on the key's bits and a counter of 0. The binding makes no uint64: bits are cast. */
function drawNatively(backend: NativeBackend, draw: Draw, key: KeyTensor, n: number): tf.Tensor {
  const made: number[] = [];
  const keep = (id: number) => (made.push(id), id);
  const { binding } = backend;
  const int32 = (shape: number[], values: number[]) =>
    keep(binding.createTensor(shape, binding.TF_INT32, Int32Array.from(values)));
  const uint64 = (id: number) => {
    const attributes = [
      typeAttribute(binding, "T", binding.TF_INT32),
      typeAttribute(binding, "type", UINT64),
    ];
    return keep(binding.executeOp("Bitcast", attributes, [id], 1)[0]!.id);
  };
  const words = key.reshape([1, 2]);
  try {
    const keyId = uint64(backend.getInputTensorIds([words])[0]!);
    const inputs = [
      int32([1], [n]),
      keyId,
      uint64(int32([2, 2], [0, 0, 0, 0])),
      int32([], [PHILOX]),
    ];
    const attributes = [
      typeAttribute(binding, "dtype"),
      typeAttribute(binding, "Tshape", binding.TF_INT32),
    ];
    return backend.createOutputTensor(binding.executeOp(OPS[draw], attributes, inputs, 1)[0]!);
  } finally {
    words.dispose();
    for (const id of made) binding.deleteTensor(id);
  }
}

function drawn<R extends tf.Rank>(draw: Draw, key: KeyTensor, shape: tf.ShapeMap[R]): tf.Tensor<R> {
  const where = draw === "normal" ? "randomNormal" : "randomUniform";
  requireShape(where, "key", key.shape, [2]);
  if (key.dtype !== "int32") {
    throw new TypeError(
      `${where}: key is ${key.dtype}; expected int32, as keyTensor(rng) makes it.`,
    );
  }
  const backend = nativeBackend();
  if (backend) {
    const n = tf.util.sizeFromShape(shape);
    return tf.tidy(() => drawNatively(backend, draw, key, n).reshape<tf.Tensor<R>>(shape));
  }
  const [low, high] = key.dataSync();
  const rng = new Rng([low! >>> 0, high! >>> 0]);
  return draw === "normal" ? rng.normal<R>(shape) : rng.uniform<R>(shape);
}

/**
 * Standard normal numbers of a key, as `rng.normal` makes them (to 2e-6: float32 against float64 arithmetic), drawn where
 * the computation runs, so that a compiled step can make its own noise.
 * @throws RangeError, TypeError for a key of another shape or type.
 */
export const randomNormal = <R extends tf.Rank>(
  key: KeyTensor,
  shape: tf.ShapeMap[R],
): tf.Tensor<R> => drawn("normal", key, shape);

/** Numbers of a key, uniform on [0, 1), bit for bit those of `rng.uniform`. */
export const randomUniform = <R extends tf.Rank>(
  key: KeyTensor,
  shape: tf.ShapeMap[R],
): tf.Tensor<R> => drawn("uniform", key, shape);
