import fs from "node:fs";
import type { NdArray } from "../../lib/core";
import { encodeSafetensors } from "../../lib/train";

/** The formulas of tests/golden/make_inception.py. */

/** Numbers in [0, 1), multiples of 2^-24: murmur3's finaliser of FNV-1a(name) + index · 0x9E3779B1. */
export function hashedUniform(name: string, count: number): Float64Array {
  let start = 0x811c9dc5;
  for (const byte of Buffer.from(name)) start = Math.imul(start ^ byte, 0x01000193);
  const out = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    let h = (start + Math.imul(i, 0x9e3779b1)) | 0;
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    out[i] = ((h ^ (h >>> 16)) >>> 8) / 2 ** 24;
  }
  return out;
}

const sizeOf = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

function hashedWeight(name: string, shape: readonly number[]): NdArray {
  const u = hashedUniform(name, sizeOf(shape));
  const bound = Math.sqrt(6 / sizeOf(shape.slice(1)));
  const offset = name.endsWith("bn.weight") || name.endsWith("running_var") ? 0.5 : -0.5;
  const data = new Float32Array(u.length);
  for (let i = 0; i < u.length; i++) {
    data[i] = shape.length > 1 ? (2 * u[i]! - 1) * bound : u[i]! + offset;
  }
  return { data, shape };
}

/** The reference's weights, by name. */
export function hashedWeights(shapes: Readonly<Record<string, number[]>>): Map<string, NdArray> {
  return new Map(Object.entries(shapes).map(([name, shape]) => [name, hashedWeight(name, shape)]));
}

export function writeWeights(file: string, tensors: ReadonlyMap<string, NdArray>): void {
  fs.writeFileSync(file, encodeSafetensors(tensors));
}

/** Bytes as pictures [n,H,W,C] in [-1, 1]: the first is noise, the next are waves. */
export function hashedPictures(shape: readonly [number, number, number, number]): NdArray {
  const [n, height, width, channels] = shape;
  const noise = hashedUniform("picture", height * width * channels);
  const data = new Float32Array(sizeOf(shape));
  let at = 0;
  for (let k = 0; k < n; k++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        for (let c = 0; c < channels; c++) {
          const wave = (7 * (k + 1) * y + 3 * x + 40 * c) % 256;
          const byte = k === 0 ? Math.floor(256 * noise[(y * width + x) * channels + c]!) : wave;
          data[at++] = byte / 127.5 - 1;
        }
      }
    }
  }
  return { data, shape };
}
