import * as tf from "../core/tf";

/** A function of one tensor, element by element, with the derivative `slope`. Its gradient keeps only the input. */
export const activation = (f: (x: tf.Tensor) => tf.Tensor, slope: (x: tf.Tensor) => tf.Tensor) =>
  tf.customGrad((input, save) => {
    const x = input as tf.Tensor;
    (save as tf.GradSaveFunc)([x]);
    return {
      value: tf.tidy(() => f(x)),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.tidy(() => dy.mul(slope(saved[0]!))),
    };
  }) as <T extends tf.Tensor>(x: T) => T;
