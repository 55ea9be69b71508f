import { requireInteger, requireNumber } from "../../core/arguments";
import type { NdArray } from "../../core/ndarray";
import type { Rng } from "../../core/rng";
import { requirePictures } from "./pictures";

/**
 * Implants black rectangles at random places inside each picture, each `share` of its height and width (rounded to
 * pixels); they may overlap. Heusel et al. 2017, appendix A1, with five as there. On digits, white on black, they erase
 * strokes. With one key, larger rectangles cover what smaller ones covered.
 * @param images [n,H,W,C] in [-1, 1] @param share side as a share of the picture's, 0 to 1 @returns new pictures
 * @throws RangeError for another range or shape.
 */
export function blackRectangles(images: NdArray, share: number, rng: Rng, count = 5): NdArray {
  const { n, H, W, C } = requirePictures("blackRectangles", images);
  requireNumber("blackRectangles", "share", share, 0, 1);
  requireInteger("blackRectangles", "count", count, 0);
  const data = images.data.slice();
  const [height, width] = [Math.round(share * H), Math.round(share * W)];
  const places = rng.uniformArray(2 * n * count);
  for (let i = 0; i < n * count; i++) {
    const top = Math.floor(places[2 * i]! * (H - height + 1));
    const left = Math.floor(places[2 * i + 1]! * (W - width + 1));
    const picture = Math.floor(i / count);
    for (let y = top; y < top + height; y++) {
      const start = ((picture * H + y) * W + left) * C;
      data.fill(-1, start, start + width * C);
    }
  }
  return { data, shape: images.shape };
}
