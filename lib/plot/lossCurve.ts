import type { Figure, NumericArray, PlotlyObject } from "./figure";
import { requireNumber } from "../core/arguments";
import { requireDrawable, requireSameLength, requireSome, requireText } from "./inputs";
import { CONFIG, chartLayout, type ChartOptions } from "./layout";
import { legend } from "./legend";
import { packArray } from "./packing";
import { seriesColor, withOpacity } from "./palette";
import { binMeans, movingAverage } from "./smoothing";

/** Points kept of each curve: two per pixel of the default width would not show more. */
const MAX_POINTS = 500;

export interface LossCurveOptions extends Omit<ChartOptions, "xLabel"> {
  /** The horizontal axis. @default "training step" */
  readonly xLabel?: string;
  /** The losses by name, one value a step. */
  readonly losses: Readonly<Record<string, NumericArray>>;
  /** The step of each value. @default 1, 2, 3, ... */
  readonly steps?: NumericArray;
  /** Weight of the past in the bold line, from 0 (the raw losses alone) to below 1. @default 0.95 */
  readonly smoothing?: number;
}

function curveTraces(
  name: string,
  values: NumericArray,
  steps: NumericArray,
  smoothing: number,
  color: string,
): PlotlyObject[] {
  const x = packArray(binMeans(steps, MAX_POINTS));
  const line = (y: NumericArray, lineStyle: PlotlyObject, extra: PlotlyObject): PlotlyObject => ({
    type: "scatter",
    mode: "lines",
    name,
    x,
    y: packArray(binMeans(y, MAX_POINTS)),
    line: lineStyle,
    ...extra,
  });
  if (smoothing === 0) return [line(values, { color, width: 2 }, {})];
  const faint = { color: withOpacity(color, 0.3), width: 1 };
  return [
    line(values, faint, { showlegend: false, hoverinfo: "skip" }),
    line(movingAverage(values, smoothing), { color, width: 2 }, {}),
  ];
}

/**
 * Losses over the steps of a training run: the raw values faint, their moving average bold. Long
 * runs are thinned to 500 points a curve, each the mean of its stretch.
 * @throws RangeError when there is no loss, none is finite, or steps and losses differ in length
 */
export function lossCurve(options: LossCurveOptions): Figure {
  const where = "lossCurve";
  const { losses, steps, smoothing = 0.95, xLabel = "training step" } = options;
  const names = Object.keys(losses);
  requireSome(where, "losses", names);
  requireNumber(where, "smoothing", smoothing, 0, 0.9999);
  const data = names.flatMap((name, index) => {
    const values = losses[name]!;
    requireText(where, "the name of a loss", name);
    requireDrawable(where, `losses.${name}`, values, options.yLog);
    if (steps) requireSameLength(where, ["steps", steps.length], [`losses.${name}`, values.length]);
    const x = steps ?? Float32Array.from(values, (_, i) => i + 1);
    return curveTraces(name, values, x, smoothing, seriesColor(index));
  });
  const layout = chartLayout(where, { ...options, xLabel }, legend(names, options.width));
  return { data, layout, config: CONFIG };
}
