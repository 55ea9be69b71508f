import { PNG } from "pngjs";
import { requireInteger } from "../core/arguments";

/** A picture as bytes: row by row, the channels of a pixel side by side. */
export interface Picture {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** 1 is grey, 3 is red, green, blue. */
  readonly channels: 1 | 3;
}

const GREY = 0;
const RGB = 2;

/**
 * Encodes a picture as PNG, without loss.
 * @throws RangeError when the bytes do not fill width x height x channels
 */
export function encodePng({ data, width, height, channels }: Picture): Uint8Array {
  requireInteger("encodePng", "width", width, 1, 16_384);
  requireInteger("encodePng", "height", height, 1, 16_384);
  const expected = width * height * channels;
  if (data.length !== expected) {
    throw new RangeError(
      `encodePng: ${data.length} bytes for ${width} x ${height} pixels of ${channels} channels; ` +
        `expected ${expected}.`,
    );
  }
  const colorType = channels === 1 ? GREY : RGB;
  const png = new PNG({ width, height });
  png.data = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const options = { colorType, inputColorType: colorType, inputHasAlpha: false } as const;
  return PNG.sync.write(png, { ...options, deflateLevel: 9, deflateStrategy: 0, filterType: 0 });
}

/** PNG bytes as an address that a browser draws without fetching anything. */
export function dataUri(png: Uint8Array): string {
  return `data:image/png;base64,${Buffer.from(png).toString("base64")}`;
}

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/**
 * Width and height of a PNG in pixels, from its header.
 * @throws RangeError when the bytes are not a PNG
 */
export function pngSize(png: Uint8Array): { width: number; height: number } {
  if (png.length < 24 || SIGNATURE.some((byte, i) => png[i] !== byte)) {
    throw new RangeError(
      `pngSize: ${png.length} bytes that do not begin as a PNG does; pass what encodePng or ` +
        `imageGrid returned.`,
    );
  }
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  return { width: view.getUint32(16), height: view.getUint32(20) };
}
