import type { PlotlyObject } from "./figure";
import { requireInteger } from "../core/arguments";
import { requireSameLength, requireText } from "./inputs";

/** Height in pixels that a slider with its play button needs below the drawing. */
export const SLIDER_HEIGHT = 100;

export interface SliderOptions {
  /** What each frame is, shown above the slider: "t = 400". */
  readonly labels: readonly string[];
  /** The frame shown first, from 0. @default the last one */
  readonly active?: number;
  /** Time that a frame stays while playing, in milliseconds. @default 80 */
  readonly frameMs?: number;
}

/**
 * Checks the labels against the number of frames, and which frame is shown first.
 * @returns the number of the frame shown first
 * @throws RangeError when there are fewer than 2 frames, or labels and frames differ in number
 */
export function requireSlider(where: string, frames: number, options: SliderOptions): number {
  const { labels, active = frames - 1, frameMs = 80 } = options;
  requireInteger(where, "the number of frames", frames, 2, 2000);
  requireSameLength(where, ["frames", frames], ["labels", labels.length]);
  labels.forEach((label, i) => requireText(where, `labels[${i}]`, label));
  requireInteger(where, "active", active, 0, frames - 1);
  requireInteger(where, "frameMs", frameMs, 10, 10_000);
  return active;
}

/** The name by which slider and play button call a frame. */
export function frameName(index: number): string {
  return String(index);
}

/** The arguments of `Plotly.animate`: show these frames, each for a time, without in-betweens. */
function animation(frames: readonly (string | null)[], frameMs: number): PlotlyObject {
  const frame = { duration: frameMs, redraw: true };
  const options = { mode: "immediate", fromcurrent: true, frame, transition: { duration: 0 } };
  return { method: "animate", args: [frames, options] };
}

/**
 * Slider, play and pause button: they move between frames that are in the figure, with no kernel.
 * @param offset pixels between the drawing and the slider, for the labels of an axis
 */
export function sliderLayout(options: SliderOptions, active: number, offset = 0): PlotlyObject {
  const { labels, frameMs = 80 } = options;
  const names = labels.map((_, index) => frameName(index));
  const steps = labels.map((label, index) => ({ label, ...animation([names[index]!], 0) }));
  const slider: PlotlyObject = {
    active,
    steps,
    x: 0.2,
    len: 0.8,
    y: 0,
    pad: { t: offset + 16, b: 8, r: 24 }, // half of the last label stands beyond the end
    currentvalue: { xanchor: "left", font: { size: 13 } },
    ticklen: 4,
  };
  const buttons: PlotlyObject = {
    type: "buttons",
    direction: "right",
    showactive: false,
    x: 0,
    xanchor: "left",
    y: 0,
    yanchor: "top",
    pad: { t: offset + 36 },
    buttons: [
      { label: "▶", ...animation(names, frameMs) },
      { label: "❚❚", ...animation([null], 0) },
    ],
  };
  return { sliders: [slider], updatemenus: [buttons] };
}
