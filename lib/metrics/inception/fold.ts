import type { NdArray } from "../../core/ndarray";
import type { ConvLayer } from "./blocks";

/** Added to the variance by the network's batch norms. */
export const BATCH_NORM_EPSILON = 1e-3;

/** What the weights' file holds for one convolution and its batch norm. */
export interface ConvWeights {
  /** [out,in,kh,kw] */
  readonly weight: NdArray;
  /** All [out]. */
  readonly gamma: Float32Array;
  readonly beta: Float32Array;
  readonly mean: Float32Array;
  readonly variance: Float32Array;
}

/**
 * Folds batch norm into the convolution before it: γ (w·x - μ)/√(σ² + ε) + β is a convolution with kernel
 * w γ/√(σ² + ε) and bias β - μ γ/√(σ² + ε). The kernel's axes become [kh,kw,in,out].
 */
export function foldBatchNorm(
  { kernel: [kh, kw], inChannels, outChannels }: ConvLayer,
  { weight, gamma, beta, mean, variance }: ConvWeights,
): { kernel: NdArray; bias: NdArray } {
  const scale = Float64Array.from(
    variance,
    (v, o) => gamma[o]! / Math.sqrt(v + BATCH_NORM_EPSILON),
  );
  const bias = Float32Array.from(scale, (s, o) => beta[o]! - mean[o]! * s);
  const area = kh * kw;
  const stride = inChannels * area;
  const kernel = new Float32Array(outChannels * stride);
  let at = 0;
  for (let position = 0; position < area; position++) {
    for (let i = 0; i < inChannels; i++) {
      let from = i * area + position;
      for (let o = 0; o < outChannels; o++, from += stride) {
        kernel[at++] = weight.data[from]! * scale[o]!;
      }
    }
  }
  return {
    kernel: { data: kernel, shape: [kh, kw, inChannels, outChannels] },
    bias: { data: bias, shape: [outChannels] },
  };
}
