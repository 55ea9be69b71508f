import { requireNumber } from "../../core/arguments";
import type { NdArray } from "../../core/ndarray";
import type { Rng } from "../../core/rng";
import { requirePictures } from "./pictures";

/**
 * Replaces a share of the pictures (rounded to whole ones, chosen at random) by strangers. Heusel et al. 2017, appendix
 * A1, put photographs of things among faces. Here a stranger is a picture mirrored at its diagonal, rows and columns
 * exchanged: of a digit that is a letter of an unknown script, with the same strokes and exactly the same pixel values,
 * so only what is drawn is strange, and no second data set is needed. (A 0 stays nearly what it was.) With one key, a
 * larger share replaces the same pictures and more.
 * @param images [n,H,H,C] in [-1, 1] @param share 0 to 1 @returns new pictures
 * @throws RangeError for another range or shape, or pictures that are not square.
 */
export function contamination(images: NdArray, share: number, rng: Rng): NdArray {
  const { n, H, W, C } = requirePictures("contamination", images);
  requireNumber("contamination", "share", share, 0, 1);
  if (H !== W) {
    throw new RangeError(
      `contamination: pictures of ${H} x ${W}; strangers are mirrored at the diagonal, so pass square ones.`,
    );
  }
  const data = images.data.slice();
  for (const picture of rng.permutation(n).subarray(0, Math.round(share * n))) {
    const start = picture * H * H * C;
    for (let i = 0; i < H * H; i++) {
      const from = start + ((i % H) * H + Math.floor(i / H)) * C;
      data.set(images.data.subarray(from, from + C), start + i * C);
    }
  }
  return { data, shape: images.shape };
}
