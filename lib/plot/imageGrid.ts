import { requireInteger } from "../core/arguments";
import { requireRange } from "./inputs";
import { encodePng, type Picture } from "./png";

/** How pictures are laid out side by side. */
export interface GridLayout {
  /** Number of pictures. */
  readonly count: number;
  /** Height of one picture in pixels. */
  readonly height: number;
  /** Width of one picture in pixels. */
  readonly width: number;
  /** 1 is grey, 3 is red, green, blue. */
  readonly channels: 1 | 3;
  /** Pictures in a row. @default the square root of count, rounded up */
  readonly columns?: number;
  /**
   * The values drawn black and white; values beyond are drawn as if they lay on the end.
   * @default [0, 255] for bytes, [0, 1] for floats
   */
  readonly range?: readonly [number, number];
  /** Side of a picture's pixel in pixels of the result. @default 1 */
  readonly scale?: number;
  /** Space between pictures, and around them, in pixels of the result. @default 2 */
  readonly gap?: number;
  /** Brightness of that space, from 0 (black) to 255 (white). @default 255 */
  readonly background?: number;
}

export interface ImageGridOptions extends GridLayout {
  /** The pictures [count, height, width, channels], flattened. */
  readonly images: Float32Array | Uint8Array;
}

type CompleteGrid = Required<Omit<ImageGridOptions, "columns" | "range">> & {
  readonly columns: number;
  readonly range: readonly [number, number];
};

function complete(where: string, options: ImageGridOptions): CompleteGrid {
  const { images, count, height, width, channels } = options;
  const { columns = Math.ceil(Math.sqrt(count)), scale = 1, gap = 2, background = 255 } = options;
  const range = options.range ?? (images instanceof Uint8Array ? [0, 255] : [0, 1]);
  requireInteger(where, "count", count, 1);
  requireInteger(where, "height", height, 1);
  requireInteger(where, "width", width, 1);
  requireInteger(where, "columns", columns, 1);
  requireInteger(where, "scale", scale, 1, 64);
  requireInteger(where, "gap", gap, 0, 256);
  requireInteger(where, "background", background, 0, 255);
  requireRange(where, "range", range);
  if (channels !== 1 && channels !== 3) {
    throw new RangeError(
      `${where}: channels=${String(channels)}; expected 1 (grey) or 3 (red, green, blue).`,
    );
  }
  return { images, count, height, width, channels, columns, range, scale, gap, background };
}

function requirePixels(where: string, grid: CompleteGrid): void {
  const { images, count, height, width, channels } = grid;
  const expected = count * height * width * channels;
  if (images.length !== expected) {
    throw new RangeError(
      `${where}: ${images.length} values for ${count} pictures of ${height} x ${width} x ` +
        `${channels}; expected ${expected}.`,
    );
  }
  const at = images.findIndex((value: number) => !Number.isFinite(value));
  if (at < 0) return;
  throw new RangeError(
    `${where}: picture ${Math.floor(at / (height * width * channels))} holds ${images[at]} ` +
      `(images[${at}]); every value must be finite, or the model that drew it has diverged.`,
  );
}

/** Copies one pixel into a square of `scale` pixels. */
function drawPixel(
  out: Uint8Array,
  rowLength: number,
  at: number,
  grid: CompleteGrid,
  source: number,
): void {
  const { images, channels, scale, range } = grid;
  const [low, high] = range;
  for (let channel = 0; channel < channels; channel++) {
    const unit = (images[source + channel]! - low) / (high - low);
    const byte = Math.round(Math.min(1, Math.max(0, unit)) * 255);
    for (let dy = 0; dy < scale; dy++) {
      for (let dx = 0; dx < scale; dx++) {
        out[at + dy * rowLength + dx * channels + channel] = byte;
      }
    }
  }
}

/**
 * Lays pictures out in a grid, row by row.
 * @throws RangeError when the sizes do not fit the number of values, or a value is not finite
 */
export function gridPicture(options: ImageGridOptions, where = "gridPicture"): Picture {
  const grid = complete(where, options);
  requirePixels(where, grid);
  const { count, height, width, channels, columns, scale, gap, background } = grid;
  const used = Math.min(columns, count);
  const outWidth = used * (width * scale + gap) + gap;
  const outHeight = Math.ceil(count / used) * (height * scale + gap) + gap;
  const rowLength = outWidth * channels;
  const data = new Uint8Array(outHeight * rowLength).fill(background);
  for (let i = 0; i < count; i++) {
    const top = gap + Math.floor(i / used) * (height * scale + gap);
    const left = gap + (i % used) * (width * scale + gap);
    for (let pixel = 0; pixel < height * width; pixel++) {
      const y = top + Math.floor(pixel / width) * scale;
      const x = left + (pixel % width) * scale;
      const source = (i * height * width + pixel) * channels;
      drawPixel(data, rowLength, y * rowLength + x * channels, grid, source);
    }
  }
  return { data, width: outWidth, height: outHeight, channels };
}

/**
 * Pictures side by side, as one PNG.
 * @throws RangeError when the sizes do not fit the number of values, or a value is not finite
 */
export function imageGrid(options: ImageGridOptions): Uint8Array {
  return encodePng(gridPicture(options, "imageGrid"));
}
