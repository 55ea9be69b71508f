import { requireShape } from "../../core/arguments";
import type { NdArray } from "../../core/ndarray";
import { INCEPTION_SIDE } from "./blocks";
import { resizeBilinear, type InceptionResize } from "./resize";

/** How far beyond [-1, 1] rounding may take a pixel. */
const TOLERANCE = 1e-5;

/**
 * Checks pictures for the network. `images` is [n,H,W,C], C = 1 or 3, in [-1, 1].
 * @throws RangeError for another shape, no pictures, or pixels out of range or not finite.
 */
export function requireImages(where: string, images: NdArray): void {
  requireShape(where, "images", images.shape, [-1, -1, -1, -1]);
  const [n, height, width, channels] = images.shape as [number, number, number, number];
  if (n * height * width === 0) {
    throw new RangeError(
      `${where}: images has shape [${images.shape.join(", ")}] and no pixels; pass at least one picture.`,
    );
  }
  if (channels !== 1 && channels !== 3) {
    throw new RangeError(
      `${where}: images has ${channels} channels (shape [${images.shape.join(", ")}]); expected [n,H,W,1] or [n,H,W,3].`,
    );
  }
  if (images.data.length !== n * height * width * channels) {
    throw new RangeError(
      `${where}: images has ${images.data.length} values; its shape [${images.shape.join(", ")}] asks for ${n * height * width * channels}.`,
    );
  }
  const bad = images.data.findIndex((value) => !(Math.abs(value) <= 1 + TOLERANCE));
  if (bad < 0) return;
  throw new RangeError(
    `${where}: image ${Math.floor(bad / (height * width * channels))} holds ${images.data[bad]!}; expected pixels in ` +
      "[-1, 1]. Clip them, and map bytes by x / 127.5 - 1.",
  );
}

/** [-1, 1] → [0, 255], rounded to whole numbers where asked, as in a file of 8-bit pictures. */
function toBytes(data: Float32Array, quantize: boolean): Float32Array {
  return data.map((value) => {
    const byte = Math.min(255, Math.max(0, (value + 1) * 127.5));
    return quantize ? Math.round(byte) : byte;
  });
}

/**
 * [n,H,W,C] in [-1, 1], C = 1 or 3 → [n,299,299,3] as the network wants them. Grey becomes three equal channels.
 * @param quantize round to bytes first, since both tools read 8-bit pictures.
 */
export function preprocess(images: NdArray, resize: InceptionResize, quantize: boolean): NdArray {
  const bytes = { data: toBytes(images.data, quantize), shape: images.shape };
  const { data, shape } = resizeBilinear(bytes, INCEPTION_SIDE, resize);
  const [n, height, width, channels] = shape as [number, number, number, number];
  const copies = 3 / channels;
  const out = new Float32Array(data.length * copies);
  for (let i = 0; i < out.length; i++) {
    const byte = data[copies === 1 ? i : Math.floor(i / copies)]!;
    out[i] = resize === "pytorch-fid" ? byte / 127.5 - 1 : (byte - 128) / 128;
  }
  return { data: out, shape: [n, height, width, 3] };
}
