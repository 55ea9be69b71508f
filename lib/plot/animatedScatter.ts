import type { Figure, NumericArray, PlotlyObject } from "./figure";
import { requireNumber } from "../core/arguments";
import { requireSome } from "./inputs";
import { CONFIG, chartLayout, type ChartOptions } from "./layout";
import { packArray } from "./packing";
import { seriesColor } from "./palette";
import { paddedRange, splitPoints } from "./points";
import { SLIDER_HEIGHT, frameName, requireSlider, sliderLayout } from "./slider";
import type { SliderOptions } from "./slider";

export interface AnimatedScatterOptions extends Omit<ChartOptions, "xLog" | "yLog">, SliderOptions {
  /** The points of each step, [N,2] flattened; N may differ from step to step. */
  readonly frames: readonly NumericArray[];
  /** Diameter of a point in pixels. @default 4 */
  readonly size?: number;
  /** From 0 to 1. @default 0.6 */
  readonly opacity?: number;
  /** A CSS colour. @default the palette's first */
  readonly color?: string;
}

/**
 * Points of the plane that move over steps, with a slider and a play button that need no kernel. The
 * axes stay fixed over all frames; a point keeps its number, so that a trajectory can be followed.
 * @throws RangeError when frames and labels differ in number, or a frame is empty or not finite
 */
export function animatedScatter(options: AnimatedScatterOptions): Figure {
  const where = "animatedScatter";
  const { frames, size = 4, opacity = 0.6, color = seriesColor(0), height = 500 } = options;
  requireSome(where, "frames", frames);
  const active = requireSlider(where, frames.length, options);
  requireNumber(where, "size", size, 0.5, 100);
  requireNumber(where, "opacity", opacity, 0, 1);
  const columns = frames.map((points, i) => splitPoints(where, `frames[${i}]`, points));
  const packed = columns.map(({ x, y }) => ({ x: packArray(x), y: packArray(y) }));
  const xRange = options.xRange ?? paddedRange(columns.map(({ x }) => x));
  const yRange = options.yRange ?? paddedRange(columns.map(({ y }) => y));
  const layout = chartLayout(where, { ...options, height, xRange, yRange });
  const margin = { ...(layout["margin"] as PlotlyObject), b: SLIDER_HEIGHT + 40 };
  const yaxis = { ...(layout["yaxis"] as PlotlyObject), scaleanchor: "x", scaleratio: 1 };
  const slider = sliderLayout(options, active, 40);
  const marker = { color, size, opacity };
  return {
    data: [{ type: "scatter", mode: "markers", ...packed[active]!, marker }],
    layout: { ...layout, margin, yaxis, ...slider },
    frames: packed.map((data, i) => ({ name: frameName(i), data: [data], traces: [0] })),
    config: CONFIG,
  };
}
