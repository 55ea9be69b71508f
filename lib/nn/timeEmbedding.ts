import { requireShape } from "../core/arguments";
import * as tf from "../core/tf";

/**
 * Sinusoidal embedding of times, [B] → [B,dim]: sines then cosines of t ω_i, ω_i = 10000^(-i/(dim/2 - 1)).
 * The convention of DDPM and diffusers (Ho et al. 2020, appendix B).
 * @param dim an even number of at least 4.
 */
export function timeEmbedding(t: tf.Tensor1D, dim: number): tf.Tensor2D {
  if (!Number.isInteger(dim / 2) || dim < 4) {
    throw new RangeError(`timeEmbedding: dim=${dim}; pass an even number of at least 4.`);
  }
  requireShape("timeEmbedding", "t", t.shape, [-1]);
  const half = dim / 2;
  const frequencies = Float32Array.from({ length: half }, (_, i) =>
    Math.exp((-Math.log(10000) * i) / (half - 1)),
  );
  return tf.tidy(() => {
    const angles = t
      .toFloat()
      .expandDims(1)
      .mul(tf.tensor2d(frequencies, [1, half]));
    return tf.concat([angles.sin(), angles.cos()], 1) as tf.Tensor2D;
  });
}
