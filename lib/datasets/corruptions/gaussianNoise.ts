import { requireNumber } from "../../core/arguments";
import type { NdArray } from "../../core/ndarray";
import type { Rng } from "../../core/rng";
import { clamp, requirePictures } from "./pictures";

/**
 * Mixes standard normal noise in: (1 - α) x + α z, clipped to [-1, 1]; Heusel et al. 2017, appendix A1 (who scale the
 * noise to the range of the pictures where this clips).
 * @param images [n,H,W,C] in [-1, 1] @param alpha share of noise, 0 to 1 @returns new pictures
 * @throws RangeError for another range or shape.
 */
export function gaussianNoise(images: NdArray, alpha: number, rng: Rng): NdArray {
  requirePictures("gaussianNoise", images);
  requireNumber("gaussianNoise", "alpha", alpha, 0, 1);
  const noise = rng.normalArray(images.data.length);
  const data = images.data.map((x, i) => clamp((1 - alpha) * x + alpha * noise[i]!));
  return { data, shape: images.shape };
}
