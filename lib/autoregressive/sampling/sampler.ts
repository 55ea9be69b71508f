import { requireInteger, requireShape } from "../../core/arguments";
import type { ClassLabels } from "../../core/labels";
import type { NdArray } from "../../core/ndarray";
import { requirePixels } from "../../core/pixels";
import { runLoop } from "../../train";
import { oneHotLabels } from "../classes";
import type { FullConfig } from "../config";
import type { PixelDistribution } from "../distributions";
import { createDrawing, createNoise, type Drawing } from "./drawing";
import { requireOptions, type PixelCnnSampleOptions } from "./options";
import type { Canvas, PixelReader } from "./reader";
import type { Readings } from "./readings";

/** A sample in the making. */
export interface PixelCnnTrajectory {
  /** The pictures after so many rows, [n,H,W,C]; what is not drawn yet is 0, mid-grey. */
  readonly steps: readonly NdArray[];
  readonly rows: readonly number[];
}

export interface Sampler {
  /**
   * `n` pictures, [n,H,W,C], drawn pixel by pixel. Picture i depends on `rng` and i alone, not on the batches.
   * @throws RangeError for options that do not fit the model; InterruptedError when the signal fires.
   */
  sample(n: number, options: PixelCnnSampleOptions): Promise<NdArray>;
  /** The same, with what stood there before the first row and after each. */
  sampleTrajectory(n: number, options: PixelCnnSampleOptions): Promise<PixelCnnTrajectory>;
  /**
   * Pictures [n,H,W,C] of which the first `rows` rows stay, and the rest is drawn given those.
   * @throws RangeError for values out of range, in any row.
   */
  complete(
    pictures: NdArray,
    options: PixelCnnSampleOptions & { readonly rows: number },
  ): Promise<NdArray>;
  dispose(): void;
}

export interface SamplerParts {
  readonly config: FullConfig;
  readonly distribution: PixelDistribution;
}

/** What is drawn: `n` pictures, of which the first rows may be given. */
interface Task {
  readonly n: number;
  readonly given: number;
  readonly start?: NdArray;
}

const BATCH_SIZE = 64;

export function createSampler({ config, distribution }: SamplerParts, readings: Readings): Sampler {
  const { shape } = config;
  const drawing = createDrawing(distribution);
  /** With a class for each picture, where there are classes. */
  const labelled = (n: number, options: PixelCnnSampleOptions): PixelCnnSampleOptions => {
    requireOptions(config, n, options);
    if (config.classes === 0 || options.labels !== undefined) return options;
    const labels = options.rng.fold("classes").integerArray(n, { high: config.classes });
    return { ...options, labels };
  };
  const parts = { config, distribution, drawing, readings };

  return {
    sample: async (n, options) => drawPictures(parts, { n, given: 0 }, labelled(n, options)),
    async sampleTrajectory(n, options) {
      const asked = labelled(n, options); // checked before the work
      const rows = Array.from({ length: shape[0] + 1 }, (_, row) => row);
      const size = shape.reduce((a, b) => a * b);
      const steps = rows.map(() => ({ data: new Float32Array(n * size), shape: [n, ...shape] }));
      const visit: PixelCnnSampleOptions["visit"] = (part) => {
        const { first, pictures, rows } = part;
        const kept = Math.min(n - first, pictures.shape[0]!) * size;
        steps[rows]!.data.set(pictures.data.subarray(0, kept), first * size);
        options.visit?.(part);
      };
      await drawPictures(parts, { n, given: 0 }, { ...asked, visit });
      return { steps, rows };
    },
    async complete(pictures, { rows, ...options }) {
      requireShape("complete", "pictures", pictures.shape, [-1, ...shape]);
      requirePixels("complete", "pictures", pictures);
      requireInteger("complete", "rows", rows, 0, shape[0] - 1);
      const task = { n: pictures.shape[0]!, given: rows, start: pictures };
      return drawPictures(parts, task, options);
    },
    dispose: () => drawing.dispose(),
  };
}

interface DrawingParts extends SamplerParts {
  readonly drawing: Drawing;
  readonly readings: Readings;
}

/** A batch being drawn. */
interface Batch {
  readonly canvas: Canvas;
  readonly first: number;
  readonly reader: PixelReader;
  row(row: number): void;
  close(): void;
}

async function drawPictures(
  parts: DrawingParts,
  task: Task,
  options: PixelCnnSampleOptions,
): Promise<NdArray> {
  const { n, given } = task;
  const { shape, classes } = parts.config;
  requireOptions(parts.config, n, options);
  oneHotLabels(options.labels, n, classes)?.dispose(); // checked before the work
  const { batchSize = BATCH_SIZE, signal, onProgress, visit } = options;
  const B = Math.ceil(n / Math.ceil(n / batchSize)); // batches of one size, so that steps are compiled once
  const [size, rows] = [shape.reduce((a, b) => a * b), shape[0] - given];
  const data = new Float32Array(n * size);
  let batch: Batch | undefined;
  try {
    await runLoop({
      steps: Math.ceil(n / B) * rows,
      run: async (step) => {
        const row = given + (step % rows);
        batch ??= openBatch(parts, task, options, { first: Math.floor(step / rows) * B, B });
        const { canvas, first } = batch;
        batch.row(row);
        visit?.({ first, pictures: { data: canvas.values, shape: [B, ...shape] }, rows: row + 1 });
        if (row < shape[0] - 1) return {};
        data.set(canvas.values.subarray(0, Math.min(n - first, B) * size), first * size);
        batch.close();
        batch = undefined;
        return {};
      },
      ...(signal && { signal }),
      ...(onProgress && { onProgress }),
    });
  } finally {
    batch?.close();
  }
  return { data, shape: [n, ...shape] };
}

/** The last batch may be short of pictures: then its last one stands for those that are missing. */
function openBatch(
  { config, distribution, drawing, readings }: DrawingParts,
  { n, given, start }: Task,
  { rng, labels, method, pixelsPerStep = 1 }: PixelCnnSampleOptions,
  { first, B }: { readonly first: number; readonly B: number },
): Batch {
  const { shape, classes } = config;
  const [H, W, C] = shape;
  const canvas: Canvas = { values: new Float32Array(B * H * W * C), B, shape };
  const numbers = Array.from({ length: B }, (_, b) => Math.min(first + b, n - 1));
  if (start) {
    numbers.forEach((i, b) => {
      const from = i * H * W * C;
      canvas.values.set(start.data.subarray(from, from + given * W * C), b * H * W * C);
    });
  }
  const oneHot = oneHotLabels(labelsAt(labels, numbers), B, classes);
  const reader = readings.of(method).open(canvas, oneHot);
  const noise = createNoise(rng.fold("pixels"), first, canvas, distribution.draws);
  const ghosts = createNoise(rng.fold("ghosts"), first, canvas, distribution.draws);
  return {
    canvas,
    first,
    reader,
    row(row) {
      for (let column = 0; column < W; column += pixelsPerStep) {
        if (pixelsPerStep === 2 && column + 1 < W) {
          drawing.pair(reader, canvas, [noise, ghosts], row, column);
        } else drawing.pixel(reader, canvas, noise, row, column);
      }
    },
    close() {
      reader.dispose();
      oneHot?.dispose();
    },
  };
}

const labelsAt = (labels: ClassLabels | undefined, numbers: readonly number[]) =>
  labels === undefined || typeof labels === "number" ? labels : numbers.map((i) => labels[i]!);
