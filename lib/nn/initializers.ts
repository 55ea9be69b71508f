import * as tf from "../core/tf";
import type { Initializer } from "./parameters";

export const zeros: Initializer = (shape) => tf.zeros([...shape]);

export const ones: Initializer = (shape) => tf.ones([...shape]);

export const standardNormal: Initializer = (shape, rng) => rng.normal([...shape]);

/**
 * Uniform on ±1/sqrt(fanIn), PyTorch's default for convolutions and linear layers.
 * @param fanIn how many inputs feed one output.
 */
export function uniformFanIn(fanIn: number): Initializer {
  const bound = 1 / Math.sqrt(fanIn);
  return (shape, rng) =>
    tf.tidy(() =>
      rng
        .uniform([...shape])
        .mul(2 * bound)
        .sub(bound),
    );
}
