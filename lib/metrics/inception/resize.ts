import { requireInteger } from "../../core/arguments";
import type { NdArray } from "../../core/ndarray";

/**
 * How pictures are brought to the network's size and range; the two tools differ, and so do their FIDs.
 * - `"torch-fidelity"`: corners aligned at (0, 0) without half-pixel centres, as TensorFlow 1 does and so the original
 *   FID; then (byte - 128)/128.
 * - `"pytorch-fid"`: centres of pixels half a pixel in, `F.interpolate(align_corners=False)`; then byte/127.5 - 1.
 * Neither smooths before it shrinks.
 */
export type InceptionResize = "torch-fidelity" | "pytorch-fid";

/** For each output position along one axis: two input positions and the weight of the second. */
interface Taps {
  readonly low: Int32Array;
  readonly high: Int32Array;
  readonly weight: Float64Array;
}

/** Positions are rounded to float32, as in both tools. */
function tapsAlong(from: number, to: number, resize: InceptionResize): Taps {
  const f = Math.fround;
  const scale = f(from / to);
  const low = new Int32Array(to);
  const high = new Int32Array(to);
  const weight = new Float64Array(to);
  for (let i = 0; i < to; i++) {
    const position =
      resize === "pytorch-fid" ? Math.max(0, f(scale * (i + 0.5) - 0.5)) : f(scale * i);
    low[i] = Math.min(Math.floor(position), from - 1);
    high[i] = Math.min(low[i]! + 1, from - 1);
    weight[i] = position - low[i]!;
  }
  return { low, high, weight };
}

/**
 * Bilinear interpolation between the four nearest pixels, without smoothing: [n,H,W,C] → [n,side,side,C].
 * @throws RangeError when side is not a positive integer.
 */
export function resizeBilinear(images: NdArray, side: number, resize: InceptionResize): NdArray {
  requireInteger("resizeBilinear", "side", side, 1);
  const [n, height, width, channels] = images.shape as [number, number, number, number];
  const rows = tapsAlong(height, side, resize);
  const columns = tapsAlong(width, side, resize);
  const out = new Float32Array(n * side * side * channels);
  const { data } = images;
  let at = 0;
  for (let image = 0; image < n; image++) {
    for (let y = 0; y < side; y++) {
      const top = (image * height + rows.low[y]!) * width;
      const bottom = (image * height + rows.high[y]!) * width;
      const down = rows.weight[y]!;
      for (let x = 0; x < side; x++) {
        const [left, right] = [columns.low[x]!, columns.high[x]!];
        const across = columns.weight[x]!;
        for (let c = 0; c < channels; c++) {
          const topLeft = data[(top + left) * channels + c]!;
          const bottomLeft = data[(bottom + left) * channels + c]!;
          const above = topLeft + (data[(top + right) * channels + c]! - topLeft) * across;
          const below = bottomLeft + (data[(bottom + right) * channels + c]! - bottomLeft) * across;
          out[at++] = above + (below - above) * down;
        }
      }
    }
  }
  return { data: out, shape: [n, side, side, channels] };
}
