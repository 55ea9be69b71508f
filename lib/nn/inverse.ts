import { requireShape } from "../core/arguments";
import { nativeBackend, typeAttribute } from "../core/compile/nativeBackend";
import * as tf from "../core/tf";
import { eliminate } from "./elimination";

/** Square, [n,n]. @throws RangeError for another shape. */
export function requireSquare(where: string, w: tf.Tensor): void {
  requireShape(where, "w", w.shape, [-1, w.shape[0] ?? -1]);
}

function value(w: tf.Tensor2D): tf.Tensor2D {
  const native = nativeBackend();
  if (!native) return eliminate(w).inverse;
  const { binding } = native;
  const adjoint = { name: "adjoint", type: binding.TF_ATTR_BOOL, value: false };
  const attributes = [typeAttribute(binding), adjoint];
  return native.executeSingleOutput("MatrixInverse", attributes, [w]) as tf.Tensor2D;
}

/**
 * The inverse of a square matrix, [n,n] → [n,n]. Its gradient is -W⁻ᵀ dy W⁻ᵀ. A singular matrix is an error on the native
 * back end and gives infinite or NaN entries on the others.
 * @throws RangeError unless w is square.
 */
export function inverse(w: tf.Tensor2D): tf.Tensor2D {
  requireSquare("inverse", w);
  const op = tf.customGrad((...args) => {
    const [w, save] = args as unknown as [tf.Tensor2D, tf.GradSaveFunc];
    save([w]);
    return {
      value: tf.tidy(() => value(w)),
      gradFunc: (dy: tf.Tensor2D, saved: tf.Tensor[]) =>
        tf.tidy(() => {
          const inverted = inverse(saved[0] as tf.Tensor2D);
          return tf.matMul(tf.matMul(inverted, dy, true), inverted, false, true).neg();
        }),
    };
  });
  return op(w) as tf.Tensor2D;
}
