import { compile } from "../../core/compile/compile";
import type { Rng } from "../../core/rng";
import * as tf from "../../core/tf";
import type { PixelDistribution } from "../distributions";
import type { Canvas, PixelReader } from "./reader";

/** Uniform numbers for one colour of one pixel of every picture, [B,draws]. */
export type Noise = (row: number, column: number, colour: number) => Float32Array;

/**
 * Uniform numbers for all values of some pictures; those of picture number i come from a key of its own.
 * @param first number of the first picture
 */
export function createNoise(rng: Rng, first: number, { B, shape }: Canvas, draws: number): Noise {
  const [H, W, C] = shape;
  const size = H * W * C * draws;
  const all = Array.from({ length: B }, (_, b) => rng.fold(first + b).uniformArray(size));
  return (row, column, colour) => {
    const from = ((row * W + column) * C + colour) * draws;
    const out = new Float32Array(B * draws);
    all.forEach((own, b) => out.set(own.subarray(from, from + draws), b * draws));
    return out;
  };
}

/** Draws pixels onto a canvas. */
export interface Drawing {
  /** The colours of a pixel, one after the other, each knowing those before. */
  pixel(reader: PixelReader, canvas: Canvas, noise: Noise, row: number, column: number): void;
  /**
   * A pixel and its right neighbour, grey, independent given all before. A network for one pixel at a time has no
   * distribution of the neighbour without the pixel; it is drawn all the same, exactly: given a ghost, a second draw of the
   * pixel that nobody sees.
   */
  pair(reader: PixelReader, canvas: Canvas, noises: readonly [Noise, Noise], row: number, column: number): void; // prettier-ignore
  dispose(): void;
}

export function createDrawing(distribution: PixelDistribution): Drawing {
  const { draws } = distribution;
  const step = compile((parameters, u) => [distribution.sample(parameters!, u!)]);

  const pixel: Drawing["pixel"] = (reader, { B, shape, values }, noise, row, column) => {
    const [H, W, C] = shape;
    for (let colour = 0; colour < C; colour++) {
      const all = reader.parameters(row, column); // [B,1,1,C,P]
      const u = tf.tensor(noise(row, column, colour), [B, 1, 1, 1, draws]);
      const own = all.slice([0, 0, 0, colour, 0], [B, 1, 1, 1, -1]);
      const [drawn] = step.run(own, u);
      const data = drawn!.dataSync<"float32">();
      tf.dispose([all, u, own, drawn!]);
      for (let b = 0; b < B; b++) values[((b * H + row) * W + column) * C + colour] = data[b]!;
    }
  };

  return {
    pixel,
    pair(reader, canvas, [noise, ghosts], row, column) {
      pixel(reader, canvas, ghosts, row, column);
      const ghost = columnOf(canvas, row, column);
      pixel(reader, canvas, noise, row, column);
      const real = columnOf(canvas, row, column);
      setColumn(canvas, row, column, ghost);
      pixel(reader, canvas, noise, row, column + 1);
      setColumn(canvas, row, column, real);
      reader.parameters(row, column + 1).dispose(); // from here on, the pixel is what it is
    },
    dispose: () => step.dispose(),
  };
}

/** A grey pixel of all pictures, [B]. */
export function columnOf({ values, B, shape }: Canvas, row: number, column: number): Float32Array {
  const [H, W] = shape;
  return Float32Array.from({ length: B }, (_, b) => values[(b * H + row) * W + column]!);
}

export function setColumn(
  { values, shape }: Canvas,
  row: number,
  column: number,
  pixels: ArrayLike<number>,
): void {
  const [H, W] = shape;
  for (let b = 0; b < pixels.length; b++) values[(b * H + row) * W + column] = pixels[b]!;
}
