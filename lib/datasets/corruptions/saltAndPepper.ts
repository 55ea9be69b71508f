import { requireNumber } from "../../core/arguments";
import type { NdArray } from "../../core/ndarray";
import type { Rng } from "../../core/rng";
import { requirePictures } from "./pictures";

/**
 * Sets pixels to black or white, either with probability 1/2, all channels alike; each pixel is chosen with probability
 * `share`. Heusel et al. 2017, appendix A1. With one key, a larger share chooses the same pixels and more.
 * @param images [n,H,W,C] in [-1, 1] @param share 0 to 1 @returns new pictures
 * @throws RangeError for another range or shape.
 */
export function saltAndPepper(images: NdArray, share: number, rng: Rng): NdArray {
  const { n, H, W, C } = requirePictures("saltAndPepper", images);
  requireNumber("saltAndPepper", "share", share, 0, 1);
  const [where, colour] = rng.split(2).map((key) => key.uniformArray(n * H * W)) as [
    Float32Array,
    Float32Array,
  ];
  const data = images.data.slice();
  for (let i = 0; i < n * H * W; i++) {
    if (where[i]! < share) data.fill(colour[i]! < 0.5 ? -1 : 1, i * C, (i + 1) * C);
  }
  return { data, shape: images.shape };
}
