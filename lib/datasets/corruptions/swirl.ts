import { requireNumber } from "../../core/arguments";
import type { NdArray } from "../../core/ndarray";
import { clamp, requirePictures } from "./pictures";

/**
 * Turns each picture about its centre, the less the further out: what is seen at distance r and angle θ is taken from
 * angle θ + α exp(-5 r/(ρ ln 2)); Heusel et al. 2017, appendix A1. Between pixels linear; beyond the border the
 * outermost pixel goes on. The extent ρ is here the picture's smaller side, so that digits of 28 pixels are turned as
 * widely as their strokes reach (there, 25 of 64 pixels).
 * @param images [n,H,W,C] in [-1, 1] @param angle α in radians, at the centre; 0 is the identity @returns new pictures
 * @throws RangeError for another range or shape.
 */
export function swirl(images: NdArray, angle: number): NdArray {
  const { n, H, W, C } = requirePictures("swirl", images);
  requireNumber("swirl", "angle", angle);
  const data = new Float32Array(images.data.length);
  for (let y = 0; y < H; y++) {
    for (let x = 0; x < W; x++) {
      const sources = neighbours(origin(y, x, H, W, angle), H, W);
      for (let picture = 0; picture < n; picture++) {
        const start = picture * H * W * C;
        for (let c = 0; c < C; c++) {
          let sum = 0;
          for (const { pixel, weight } of sources)
            sum += weight * images.data[start + pixel * C + c]!;
          data[start + (y * W + x) * C + c] = clamp(sum);
        }
      }
    }
  }
  return { data, shape: images.shape };
}

/** Where the colour of the pixel in row y, column x comes from: row and column, between pixels. */
function origin(y: number, x: number, H: number, W: number, angle: number): [number, number] {
  const [dy, dx] = [y - (H - 1) / 2, x - (W - 1) / 2];
  const turn = angle * Math.exp((-5 * Math.hypot(dy, dx)) / (Math.min(H, W) * Math.LN2));
  const [sin, cos] = [Math.sin(turn), Math.cos(turn)];
  return [(H - 1) / 2 + sin * dx + cos * dy, (W - 1) / 2 + cos * dx - sin * dy];
}

/** The four pixels around a point and what each counts. */
function neighbours([y, x]: readonly [number, number], H: number, W: number) {
  const [top, left] = [Math.floor(y), Math.floor(x)];
  const inside = (value: number, size: number) => Math.min(size - 1, Math.max(0, value));
  return [0, 1].flatMap((down) =>
    [0, 1].map((right) => ({
      pixel: inside(top + down, H) * W + inside(left + right, W),
      weight: Math.abs(1 - down - (y - top)) * Math.abs(1 - right - (x - left)),
    })),
  );
}
