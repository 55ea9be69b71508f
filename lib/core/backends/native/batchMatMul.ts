import fs from "node:fs";
import { nativeType, typeAttribute, type NativeBackend } from "../../compile/nativeBackend";
import type * as tf from "../../tf";

/** Multiplications from which a single product is oneDNN's, where the processor has AVX-512. */
const LARGE = 2 ** 21;

/** Whether the processor has AVX-512, as far as the system says. */
export function hasAvx512(cpuInfo = "/proc/cpuinfo"): boolean {
  try {
    return /\bavx512f\b/.test(fs.readFileSync(cpuInfo, "utf8"));
  } catch {
    return false; // not Linux
  }
}

/** Matrices a [...,n,k] and b [...,k,m], either of them transposed. */
export interface Product {
  readonly a: tf.Tensor;
  readonly b: tf.Tensor;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/**
 * The op for a product: oneDNN takes `BatchMatMulV2` over, but not `BatchMatMulV3`. It is twice as fast where there are many
 * pairs of matrices, as in attention. A single pair takes it 1.5 times as long on an EPYC without AVX-512, and everywhere
 * when it is small, so that a perceptron of points trains 1.3 times as fast without. And where the pairs are broadcast it
 * reads past the smaller tensor (TensorFlow 2.21, its issue 117700).
 */
export function productOp({ a, b, transposeA }: Product, avx512: boolean): string {
  if (a.dtype !== "float32" || b.dtype !== "float32") return "BatchMatMulV2"; // none of oneDNN's
  const [pairsA, pairsB] = [a, b].map(({ shape }) => shape.slice(0, -2)) as [number[], number[]];
  if (pairsA.join() !== pairsB.join()) return "BatchMatMulV3";
  if (pairsA.some((size) => size !== 1)) return "BatchMatMulV2";
  const multiplications = (a.size * b.size) / a.shape.at(transposeA ? -2 : -1)!;
  return avx512 && multiplications >= LARGE ? "BatchMatMulV2" : "BatchMatMulV3";
}

/** The product of a and b, by the op of the two that is the faster. */
export function createBatchMatMul(avx512: boolean) {
  return (product: Product, backend: NativeBackend): tf.Tensor => {
    const { a, b, transposeA, transposeB } = product;
    const { binding } = backend;
    const op = productOp(product, avx512);
    const types = op === "BatchMatMulV3" ? ["Ta", "Tb", "Tout"] : ["T"];
    const flag = (name: string, value: boolean) => ({ name, type: binding.TF_ATTR_BOOL, value });
    const attributes = [
      flag("adj_x", transposeA),
      flag("adj_y", transposeB),
      ...types.map((name) => typeAttribute(binding, name, nativeType(binding, a.dtype))),
    ];
    return backend.executeSingleOutput(op, attributes, [a, b]);
  };
}
