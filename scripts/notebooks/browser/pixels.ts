import { PNG } from "pngjs";

/** A decoded picture: red, green, blue and alpha of each pixel, row by row. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Decodes a PNG. */
export function decodePng(bytes: Uint8Array): Pixels {
  const { width, height, data } = PNG.sync.read(Buffer.from(bytes));
  return { width, height, data };
}

function colourAt({ data }: Pixels, pixel: number): number {
  const at = 4 * pixel;
  return (data[at]! << 16) | (data[at + 1]! << 8) | data[at + 2]!;
}

/** What is to be seen in a picture, in numbers. */
export interface Content {
  /** How many colours are seen: each takes more than a thousandth of the picture. */
  readonly colours: number;
  /** The share of pixels that do not have the most frequent colour, the background. */
  readonly drawn: number;
}

/**
 * Measures what is drawn. A blank picture has one colour, and empty axes with grid lines have two: the lines of a plot,
 * its bars or its points are the third.
 */
export function contentOf(pixels: Pixels): Content {
  const counts = new Map<number, number>();
  const total = pixels.width * pixels.height;
  for (let pixel = 0; pixel < total; pixel++) {
    const colour = colourAt(pixels, pixel);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const shares = [...counts.values()].map((count) => count / total);
  const colours = shares.filter((share) => share > 0.001).length;
  return { colours, drawn: 1 - shares.reduce((a, b) => Math.max(a, b), 0) };
}

/**
 * The share of pixels in which two pictures of one size differ.
 * @throws RangeError when their sizes differ
 */
export function differingShare(a: Pixels, b: Pixels): number {
  if (a.width !== b.width || a.height !== b.height) {
    throw new RangeError(
      `differingShare: pictures of ${a.width} x ${a.height} and ${b.width} x ${b.height} pixels; ` +
        "take both of the same element.",
    );
  }
  const total = a.width * a.height;
  let differing = 0;
  for (let pixel = 0; pixel < total; pixel++)
    if (colourAt(a, pixel) !== colourAt(b, pixel)) differing++;
  return differing / total;
}
