import { requireShape } from "../../core/arguments";
import type { NdArray } from "../../core/ndarray";

/** Sizes of pictures [n,H,W,C]. */
export interface PictureSizes {
  readonly n: number;
  readonly H: number;
  readonly W: number;
  readonly C: number;
}

/** Values may lie this far outside of [-1, 1], by rounding. */
const ROUNDING = 1e-5;

/**
 * The sizes of pictures, once they are checked.
 * @throws RangeError unless `images` is [n,H,W,C] with as many numbers as its shape says, all in [-1, 1].
 */
export function requirePictures(where: string, { data, shape }: NdArray): PictureSizes {
  requireShape(where, "images", shape, [-1, -1, -1, -1]);
  const [n, H, W, C] = shape as [number, number, number, number];
  if (data.length !== n * H * W * C) {
    throw new RangeError(
      `${where}: images holds ${data.length} numbers; its shape [${shape.join(", ")}] asks for ${n * H * W * C}.`,
    );
  }
  const wrong = data.findIndex((x) => !(Math.abs(x) <= 1 + ROUNDING));
  if (wrong < 0) return { n, H, W, C };
  throw new RangeError(
    `${where}: picture ${Math.floor(wrong / (H * W * C))} holds ${data[wrong]}; expected values from -1 (black) to 1; ` +
      "bytes are scaled by byte / 127.5 - 1.",
  );
}

/** `value`, but no less than -1 and no more than 1. */
export const clamp = (value: number): number => Math.min(1, Math.max(-1, value));
