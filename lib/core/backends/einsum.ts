import * as tf from "../tf";
import { registerComposed } from "./register";

/** A tensor with a letter for each axis. */
interface Labelled {
  readonly tensor: tf.Tensor;
  readonly labels: readonly string[];
}

const sizesOf = ({ tensor, labels }: Labelled, of: readonly string[]): number[] =>
  of.map((label) => tensor.shape[labels.indexOf(label)]!);

const product = (sizes: readonly number[]) => sizes.reduce((a, b) => a * b, 1);

/** Sums over the axes whose letter is not in `kept`. */
function reduced({ tensor, labels }: Labelled, kept: string): Labelled {
  const axes = labels.flatMap((label, axis) => (kept.includes(label) ? [] : [axis]));
  if (axes.length === 0) return { tensor, labels };
  return { tensor: tf.sum(tensor, axes), labels: labels.filter((label) => kept.includes(label)) };
}

/** Its axes in the given order. */
const ordered = ({ tensor, labels }: Labelled, order: readonly string[]): tf.Tensor =>
  tf.transpose(
    tensor,
    order.map((label) => labels.indexOf(label)),
  );

/** Sums the product of both over the letters that they share and the output lacks, as one batched matrix product. */
function contracted(a: Labelled, b: Labelled, output: string): Labelled {
  const shared = a.labels.filter((label) => b.labels.includes(label));
  const batch = shared.filter((label) => output.includes(label));
  const summed = shared.filter((label) => !output.includes(label));
  const rows = a.labels.filter((label) => !shared.includes(label));
  const columns = b.labels.filter((label) => !shared.includes(label));
  const N = product(sizesOf(a, batch));
  const K = product(sizesOf(a, summed));
  const left = ordered(a, [...batch, ...rows, ...summed]).reshape([
    N,
    product(sizesOf(a, rows)),
    K,
  ]);
  const right = ordered(b, [...batch, ...summed, ...columns]).reshape([N, K, product(sizesOf(b, columns))]); // prettier-ignore
  const shape = [...sizesOf(a, batch), ...sizesOf(a, rows), ...sizesOf(b, columns)];
  return { tensor: tf.matMul(left, right).reshape(shape), labels: [...batch, ...rows, ...columns] };
}

/**
 * einsum of one or two tensors, by sums over single axes, transpositions and a batched matrix product, for back ends that
 * have none (wasm) or do not sum an axis that one operand alone has (cpu and webgpu).
 */
export function addEinsum(backend: string): void {
  registerComposed<readonly tf.Tensor[], { equation: string }>(
    backend,
    "Einsum",
    (inputs, { equation }) => {
      const tensors = Object.values(inputs);
      const { allDims, idDims } = tf.backend_util.decodeEinsumEquation(equation, tensors.length);
      tf.backend_util.checkEinsumDimSizes(allDims.length, idDims, tensors);
      const [left, output] = equation.replace(/\s/g, "").split("->") as [string, string];
      const terms = left.split(",");
      const operands = tensors.map((tensor, i) => {
        const others = terms.filter((_, j) => j !== i).join("");
        return reduced({ tensor, labels: [...terms[i]!] }, output + others);
      });
      const [a, b] = operands as [Labelled, Labelled?];
      return ordered(b === undefined ? a : contracted(a, b, output), [...output]);
    },
  );
}
