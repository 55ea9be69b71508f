import type { NdArray } from "../../core/ndarray";
import * as tf from "../../core/tf";
import type { Marginal, Stepper } from "../samplers";
import { tensorAlgebra } from "../samplers";

/** The pictures [B,...] that are edited, as a tensor. @throws RangeError for fewer numbers than the shape says, or none. */
export function pictureTensor(where: string, name: string, { data, shape }: NdArray): tf.Tensor {
  const size = shape.reduce((a, b) => a * b, 1);
  if (shape.length > 0 && size > 0 && data.length === size) return tf.tensor(data, [...shape]);
  throw new RangeError(
    `${where}: ${name} has shape [${shape.join(", ")}] and ${data.length} numbers; expected at least one axis, [B,...], ` +
      "and as many numbers.",
  );
}

/** Pictures as they are at a level of noise, √ᾱ x_0 + √(1 - ᾱ) ε; Ho et al. 2020, equation 4. */
export const noised = (x0: tf.Tensor, { signal, noise }: Marginal, epsilon: tf.Tensor): tf.Tensor =>
  tensorAlgebra.combine([
    [signal, x0],
    [noise, epsilon],
  ]);

/** @throws RangeError for a method that goes from picture to noise. */
export function requireSampler(where: string, { name, direction = "down" }: Stepper): void {
  if (direction === "down") return;
  throw new RangeError(
    `${where}: ${name} goes from picture to noise; pass one that samples, such as ddim.`,
  );
}
