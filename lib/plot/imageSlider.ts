import type { Figure, PlotlyObject } from "./figure";
import { requireNumber } from "../core/arguments";
import { pictureLayout, pictureTrace } from "./imageFigure";
import { imageGrid, type GridLayout } from "./imageGrid";
import { requireSome, requireText } from "./inputs";
import { CONFIG } from "./layout";
import { pngSize } from "./png";
import { SLIDER_HEIGHT, frameName, requireSlider, sliderLayout } from "./slider";
import type { SliderOptions } from "./slider";

export interface ImageSliderOptions extends Omit<GridLayout, "scale">, SliderOptions {
  /** The pictures of each step, each [count, height, width, channels] flattened. */
  readonly frames: readonly (Float32Array | Uint8Array)[];
  readonly title: string;
  /** Width of the whole figure in pixels; its height follows from the pictures. @default 480 */
  readonly figureWidth?: number;
}

/** More than this and a notebook with two figures would pass 3 MB, where viewers give up. */
const MAX_BYTES = 2_500_000;

function requireSmall(frames: readonly PlotlyObject[]): void {
  const bytes = frames.reduce((sum, frame) => sum + JSON.stringify(frame).length, 0);
  if (bytes <= MAX_BYTES) return;
  throw new RangeError(
    `imageSlider: ${frames.length} frames take ${(bytes / 1e6).toFixed(1)} MB, more than the ` +
      `${MAX_BYTES / 1e6} MB a notebook can carry; pass fewer frames or fewer pictures a frame.`,
  );
}

/**
 * Pictures that change over steps, such as digits while they are denoised, with a slider and a play
 * button. Every state is a small PNG inside the figure, so that it moves in a saved notebook, without
 * a kernel: 101 steps of 16 digits of 28 x 28 pixels take about 1.4 MB.
 * @throws RangeError when frames and labels differ in number,, a frame does not fit the sizes, or all
 *   take more than 2.5 MB
 */
export function imageSlider(options: ImageSliderOptions): Figure {
  const where = "imageSlider";
  const { frames, title, figureWidth = 480, gap = 1 } = options;
  requireSome(where, "frames", frames);
  const active = requireSlider(where, frames.length, options);
  requireText(where, "title", title);
  requireNumber(where, "figureWidth", figureWidth, 100, 4000);
  const pngs = frames.map((images) => imageGrid({ ...options, images, gap, scale: 1 }));
  const traces = pngs.map(pictureTrace);
  const states = traces.map((trace, index): PlotlyObject => ({
    name: frameName(index),
    data: [{ source: trace["source"] }],
    traces: [0],
  }));
  requireSmall(states);
  const layout = pictureLayout(title, pngSize(pngs[0]!), figureWidth, SLIDER_HEIGHT);
  return {
    data: [traces[active]!],
    layout: { ...layout, ...sliderLayout(options, active) },
    frames: states,
    config: CONFIG,
  };
}
