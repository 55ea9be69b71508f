import * as tf from "../../tf";
import { wrapKernel } from "./wrap";

type Inputs = Readonly<{ a: tf.Tensor; b: tf.Tensor }>;
type Attributes = Readonly<{ transposeA: boolean; transposeB: boolean }>;

/** One product of each matrix of a with the one of b: [N,I,K], [N or 1,K,J] → [N,I,J]. */
type Product = (a: tf.Tensor3D, b: tf.Tensor3D) => tf.Tensor3D;

const product = (sizes: readonly number[]) => sizes.reduce((a, b) => a * b, 1);

/** Exchanges the last two axes. */
function transposed(x: tf.Tensor): tf.Tensor {
  const axes = x.shape.map((_, axis) => axis);
  return tf.transpose(x, [...axes.slice(0, -2), x.rank - 1, x.rank - 2]);
}

/** Repeats x so that all axes but the last two are those of `batch`; a single matrix stays single. */
function repeated(x: tf.Tensor, batch: readonly number[]): tf.Tensor3D {
  const [rows, columns] = x.shape.slice(-2) as [number, number];
  const own = x.shape.slice(0, -2);
  const asIs = product(own) === 1 || product(own) === product(batch);
  const full = asIs ? x : tf.broadcastTo(x, [...batch, rows, columns] as tf.ShapeMap[tf.Rank]);
  return full.reshape([-1, rows, columns]);
}

/**
 * Matrix products over leading axes: [...,I,K], [...,K,J] → [...,I,J], leading axes repeated where they are 1.
 *
 * The kernel of the package uses the fast routine only for one pair of matrices with neither transposed, and a plain loop
 * otherwise. Here transposed matrices are copied, and a single b takes all of a as one matrix.
 */
function batchMatMul({ a, b }: Inputs, attributes: Attributes, multiply: Product): tf.Tensor {
  const left = attributes.transposeA ? transposed(a) : a;
  const right = attributes.transposeB ? transposed(b) : b;
  const batch = tf.broadcast_util.assertAndGetBroadcastShape(
    left.shape.slice(0, -2),
    right.shape.slice(0, -2),
  );
  const [I, K] = left.shape.slice(-2) as [number, number];
  const J = right.shape.at(-1)!;
  const [x, y] = [repeated(left, batch), repeated(right, batch)];
  const rows = y.shape[0] === 1 ? x.reshape<tf.Tensor3D>([1, x.shape[0] * I, K]) : x;
  return multiply(rows, y).reshape([...batch, I, J]);
}

/** Puts it around the kernel that the package has. */
export function improveBatchMatMul(): void {
  wrapKernel("BatchMatMul", (inputs, attributes, stock) =>
    batchMatMul(
      inputs as Inputs,
      attributes as Attributes,
      (a, b) => stock({ a, b }, { transposeA: false, transposeB: false }) as tf.Tensor3D,
    ),
  );
}
