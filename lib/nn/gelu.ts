import * as tf from "../core/tf";
import { activation } from "./activation";

export interface GeluOptions {
  /** `none`: x Φ(x) with the error function. `tanh`: its approximation, as in GPT-2 and DiT. @default "none" */
  readonly approximate?: "none" | "tanh";
}

const SQRT_2_PI = Math.sqrt(2 / Math.PI);
const CUBIC = 0.044715;

/** Φ(x), the standard normal distribution function. */
const phi = (x: tf.Tensor) => tf.erf(x.mul(Math.SQRT1_2)).add(1).mul(0.5);

const exact = activation(
  (x) => x.mul(phi(x)),
  (x) =>
    x
      .square()
      .mul(-0.5)
      .exp()
      .mul(x)
      .mul(1 / Math.sqrt(2 * Math.PI))
      .add(phi(x)), // Φ + x φ
);

/** σ(2 √(2/π) (x + 0.044715 x³)), which is (1 + tanh)/2 of the paper's argument. */
const gate = (x: tf.Tensor) =>
  tf.sigmoid(
    x
      .square()
      .mul(2 * SQRT_2_PI * CUBIC)
      .add(2 * SQRT_2_PI)
      .mul(x),
  );

const approximated = activation(
  (x) => x.mul(gate(x)),
  (x) => {
    const s = gate(x);
    const inner = x
      .square()
      .mul(6 * SQRT_2_PI * CUBIC)
      .add(2 * SQRT_2_PI);
    return s.add(s.mul(tf.sub(1, s)).mul(inner).mul(x));
  },
);

/** GELU, any shape; Hendrycks & Gimpel 2016, section 2. The gradient keeps only the input. */
export function gelu<T extends tf.Tensor>(x: T, { approximate = "none" }: GeluOptions = {}): T {
  if (approximate !== "none" && approximate !== "tanh") {
    throw new RangeError(
      `gelu: approximate is '${String(approximate)}'; expected 'none' or 'tanh'.`,
    );
  }
  return (approximate === "none" ? exact : approximated)(x);
}
