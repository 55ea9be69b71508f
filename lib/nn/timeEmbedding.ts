import { requireShape } from "../core/arguments";
import * as tf from "../core/tf";

/**
 * How a time becomes a vector, with h = dim/2 frequencies:
 * - "ddpm": sines, then cosines of t ω_i, ω_i = 10000^(-i/(h - 1)); the code of Ho et al. 2020.
 * - "guided-diffusion": cosines, then sines, ω_i = 10000^(-i/h); the code of Dhariwal & Nichol 2021, latent diffusion, DiT.
 */
export type TimeConvention = "ddpm" | "guided-diffusion";

export interface TimeEmbeddingOptions {
  /** @default "ddpm" */
  readonly convention?: TimeConvention;
}

const conventions: readonly TimeConvention[] = ["ddpm", "guided-diffusion"];

/** @throws RangeError for a convention that there is none of. */
export function requireTimeConvention(where: string, name: string, convention: string): void {
  if ((conventions as readonly string[]).includes(convention)) return;
  throw new RangeError(
    `${where}: no ${name} '${convention}'; pass one of ${conventions.join(", ")}.`,
  );
}

/**
 * Sinusoidal embedding of times, [B] → [B,dim]; Ho et al. 2020, appendix B, after Vaswani et al. 2017, section 3.5.
 * @param dim an even number of at least 4.
 * @throws RangeError for another dim, times that are no vector, or an unknown convention.
 */
export function timeEmbedding(
  t: tf.Tensor1D,
  dim: number,
  { convention = "ddpm" }: TimeEmbeddingOptions = {},
): tf.Tensor2D {
  if (!Number.isInteger(dim / 2) || dim < 4) {
    throw new RangeError(`timeEmbedding: dim=${dim}; pass an even number of at least 4.`);
  }
  requireShape("timeEmbedding", "t", t.shape, [-1]);
  requireTimeConvention("timeEmbedding", "convention", convention);
  const ddpm = convention === "ddpm";
  const half = dim / 2;
  const frequencies = Float32Array.from({ length: half }, (_, i) =>
    Math.exp((-Math.log(10000) * i) / (ddpm ? half - 1 : half)),
  );
  return tf.tidy(() => {
    const angles = t
      .toFloat()
      .expandDims(1)
      .mul(tf.tensor2d(frequencies, [1, half]));
    const [sines, cosines] = [angles.sin(), angles.cos()];
    return tf.concat(ddpm ? [sines, cosines] : [cosines, sines], 1) as tf.Tensor2D;
  });
}
