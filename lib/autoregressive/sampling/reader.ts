import type * as tf from "../../core/tf";

/** Pictures in the making, [B,H,W,C] in [-1, 1], which the sampler fills in reading order. */
export interface Canvas {
  readonly values: Float32Array;
  readonly B: number;
  /** Height, width, colours. */
  readonly shape: readonly [number, number, number];
}

/** Asks a network about one pixel after the other. */
export interface PixelReader {
  /**
   * The parameters of the colours of a pixel, [B,1,1,C,P], given the canvas as it is now; the caller frees them. Pixels are
   * asked for in reading order, each as often as one likes: what was on the canvas when a pixel was last asked for is what
   * the pixels after it build on.
   */
  parameters(row: number, column: number): tf.Tensor5D;
  dispose(): void;
}

/** Opens readers; what it has compiled serves them all. */
export interface PixelReading {
  /** @param classes one-hot [B,classes]; left alive */
  open(canvas: Canvas, classes?: tf.Tensor2D): PixelReader;
  dispose(): void;
}
