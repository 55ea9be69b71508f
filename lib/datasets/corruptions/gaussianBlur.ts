import { requireNumber } from "../../core/arguments";
import type { NdArray } from "../../core/ndarray";
import { clamp, requirePictures } from "./pictures";

/** The kernel ends after so many standard deviations. */
const REACH = 4;

/**
 * Convolves with a Gaussian of standard deviation `sigma` pixels, cut off at 4 σ, whose weights sum to 1; Heusel et al.
 * 2017, appendix A1. Beyond the border the outermost pixel goes on, so a constant picture stays as it is.
 * @param images [n,H,W,C] in [-1, 1] @param sigma at least 0; 0 is the identity @returns new pictures
 * @throws RangeError for another range or shape.
 */
export function gaussianBlur(images: NdArray, sigma: number): NdArray {
  const { n, H, W, C } = requirePictures("gaussianBlur", images);
  requireNumber("gaussianBlur", "sigma", sigma, 0);
  const kernel = gaussianKernel(sigma);
  const lines = { data: images.data, count: n * H, length: W, stride: C, lanes: C };
  const across = filtered(lines, kernel);
  const data = filtered({ data: across, count: n, length: H, stride: W * C, lanes: W * C }, kernel);
  return { data: data.map(clamp), shape: images.shape };
}

/** Weights for offsets -r, ..., r; they sum to 1. */
function gaussianKernel(sigma: number): Float64Array {
  const r = Math.ceil(REACH * sigma);
  const weights = Float64Array.from({ length: 2 * r + 1 }, (_, i) =>
    sigma === 0 ? 1 : Math.exp(-((i - r) ** 2) / (2 * sigma ** 2)),
  );
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / sum);
}

/** `count` blocks, each of `lanes` interleaved lines of `length` numbers that lie `stride` apart. */
interface Lines {
  readonly data: Float32Array;
  readonly count: number;
  readonly length: number;
  readonly stride: number;
  readonly lanes: number;
}

/** Each line convolved with the kernel. */
function filtered({ data, count, length, stride, lanes }: Lines, kernel: Float64Array) {
  const r = (kernel.length - 1) / 2;
  const out = new Float32Array(data.length);
  const line = new Float64Array(length + 2 * r);
  for (let at = 0; at < count * lanes; at++) {
    const start = Math.floor(at / lanes) * length * stride + (at % lanes);
    for (let i = 0; i < line.length; i++) {
      const inside = Math.min(length - 1, Math.max(0, i - r));
      line[i] = data[start + inside * stride]!;
    }
    for (let i = 0; i < length; i++) {
      let sum = 0;
      for (let k = 0; k < kernel.length; k++) sum += kernel[k]! * line[i + k]!;
      out[start + i * stride] = sum;
    }
  }
  return out;
}
