import type { Figure, NumericArray, PlotlyObject } from "./figure";
import { requireInteger } from "../core/arguments";
import { requireFinite, requireRange, requireSome, requireText } from "./inputs";
import { CONFIG, chartLayout, type ChartOptions } from "./layout";
import { legend } from "./legend";
import { packArray } from "./packing";
import { seriesColor } from "./palette";

/** One sample of a histogram. */
export interface HistogramSet {
  /** Its name in the legend. */
  readonly name: string;
  readonly values: NumericArray;
}

export interface HistogramOptions extends Omit<ChartOptions, "yLabel" | "xLog"> {
  readonly sets: readonly HistogramSet[];
  /** The vertical axis. @default "probability density" */
  readonly yLabel?: string;
  /** Number of bins. @default 50 */
  readonly bins?: number;
  /** Where the bins start and end; values outside still count as part of the sample. @default all */
  readonly range?: readonly [number, number];
  /** A density to draw as a line over the bars, per unit of the horizontal axis. */
  readonly overlay?: { readonly name: string; readonly density: (x: number) => number };
}

const OVERLAY_POINTS = 300;

function commonRange(sets: readonly HistogramSet[]): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const { values } of sets) {
    for (let i = 0; i < values.length; i++) {
      low = Math.min(low, values[i]!);
      high = Math.max(high, values[i]!);
    }
  }
  return low < high ? [low, high] : [low - 0.5, high + 0.5];
}

/**
 * Heights of a histogram as a density: the bars' area is the share of the sample that they hold.
 * A value on the right end counts into the last bin.
 */
export function histogramDensity(
  values: NumericArray,
  [low, high]: readonly [number, number],
  bins: number,
): Float64Array {
  const width = (high - low) / bins;
  const heights = new Float64Array(bins);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value < low || value > high) continue;
    heights[Math.min(bins - 1, Math.floor((value - low) / width))]! += 1 / (values.length * width);
  }
  return heights;
}

function overlayTrace(
  overlay: NonNullable<HistogramOptions["overlay"]>,
  [low, high]: readonly [number, number],
): PlotlyObject {
  requireText("histogram", "overlay.name", overlay.name);
  const x = Float64Array.from(
    { length: OVERLAY_POINTS },
    (_, i) => low + ((high - low) * i) / (OVERLAY_POINTS - 1),
  );
  const y = x.map((at) => overlay.density(at));
  requireFinite("histogram", `the density "${overlay.name}" at its points`, y);
  return {
    type: "scatter",
    mode: "lines",
    name: overlay.name,
    x: packArray(x),
    y: packArray(y),
    line: { color: "#000000", width: 2 },
  };
}

/**
 * Histogram of one or more samples as densities, with a curve over them where wanted: how well do
 * draws follow the density they should have?
 * @throws RangeError when a sample is empty or holds a value that is not finite
 */
export function histogram(options: HistogramOptions): Figure {
  const where = "histogram";
  const { sets, bins = 50, overlay, yLabel = "probability density" } = options;
  requireSome(where, "sets", sets);
  requireInteger(where, "bins", bins, 1, 10_000);
  for (const { name, values } of sets) {
    requireText(where, "the name of a set", name);
    requireSome(where, `"${name}".values`, values);
    requireFinite(where, `"${name}".values`, values);
  }
  const range = options.range ?? commonRange(sets);
  requireRange(where, "range", range);
  const width = (range[1] - range[0]) / bins;
  const x = packArray(Float64Array.from({ length: bins }, (_, i) => range[0] + (i + 0.5) * width));
  const bars = sets.map(({ name, values }, index): PlotlyObject => ({
    type: "bar",
    name,
    x,
    y: packArray(histogramDensity(values, range, bins)),
    width,
    marker: { color: seriesColor(index), opacity: sets.length > 1 ? 0.55 : 0.75 },
  }));
  const data = overlay ? [...bars, overlayTrace(overlay, range)] : bars;
  const names = data.map((trace) => trace["name"] as string);
  const extra = { ...legend(names, options.width), barmode: "overlay", bargap: 0 };
  return { data, layout: chartLayout(where, { ...options, yLabel }, extra), config: CONFIG };
}
