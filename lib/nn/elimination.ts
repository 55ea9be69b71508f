import * as tf from "../core/tf";

interface Elimination {
  readonly inverse: tf.Tensor2D;
  readonly logAbsDet: tf.Scalar;
}

/**
 * Gauss-Jordan elimination with partial pivoting of a square matrix, in n rounds of tensor operations, for back ends
 * without one of their own: nothing is read back, so that it works where reading is asynchronous. The rows stay where
 * they are; which of them was the pivot of which column is kept as a permutation matrix.
 */
export function eliminate(w: tf.Tensor2D): Elimination {
  const n = w.shape[0];
  let left = w; // becomes the permutation P, P[pivot of column k, k] = 1
  let right = tf.eye(n); // becomes P W⁻¹
  let unused = tf.ones([n, 1]); // rows that were no pivot yet
  const rows = tf.range(0, n, 1, "int32").reshape([n, 1]);
  const pivots: tf.Tensor[] = [];
  for (let k = 0; k < n; k++) {
    const column = left.slice([0, k], [n, 1]); // [n,1]
    const size = column.abs().add(1).mul(unused);
    const row = tf.equal(rows, size.argMax(0)).cast("float32") as tf.Tensor2D;
    const pivot = column.mul(row).sum();
    // Subtracting factor · pivot row leaves 1 in the pivot's place of this column, 0 elsewhere.
    const factors = column.sub(row).div(pivot);
    const clear = (m: tf.Tensor2D) => {
      const pivotRow = tf.matMul(row, m, true); // [1,n]
      return m.sub<tf.Tensor2D>(factors.mul(pivotRow));
    };
    pivots.push(pivot.abs());
    unused = unused.sub(row);
    left = clear(left);
    right = clear(right);
  }
  return {
    inverse: tf.matMul(left, right, true),
    logAbsDet: tf.stack(pivots).log().sum<tf.Scalar>(),
  };
}
