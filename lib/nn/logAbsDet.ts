import { nativeBackend, typeAttribute } from "../core/compile/nativeBackend";
import * as tf from "../core/tf";
import { eliminate } from "./elimination";
import { inverse, requireSquare } from "./inverse";

function value(w: tf.Tensor2D): tf.Scalar {
  const native = nativeBackend();
  if (!native) return eliminate(w).logAbsDet;
  const type = typeAttribute(native.binding);
  const [sign, log] = native.executeMultipleOutputs("LogMatrixDeterminant", [type], [w], 2);
  sign!.dispose();
  return log as tf.Scalar;
}

/**
 * log |det W| of a square matrix, [n,n] → scalar; the volume that a linear map adds, as in Glow's invertible 1x1
 * convolution. Its gradient is dy W⁻ᵀ.
 * @throws RangeError unless w is square.
 */
export const logAbsDet = (w: tf.Tensor2D): tf.Scalar => {
  requireSquare("logAbsDet", w);
  const op = tf.customGrad((...args) => {
    const [w, save] = args as unknown as [tf.Tensor2D, tf.GradSaveFunc];
    save([w]);
    return {
      value: tf.tidy(() => value(w)),
      gradFunc: (dy: tf.Scalar, saved: tf.Tensor[]) =>
        tf.tidy(() =>
          inverse(saved[0] as tf.Tensor2D)
            .transpose()
            .mul(dy),
        ),
    };
  });
  return op(w) as tf.Scalar;
};
