import type { Figure, NumericArray, PlotlyObject } from "./figure";
import {
  requireDrawable,
  requireFinite,
  requireSameLength,
  requireSome,
  requireText,
} from "./inputs";
import { CONFIG, chartLayout, type ChartOptions } from "./layout";
import { legend } from "./legend";
import { packArray } from "./packing";
import { seriesColor } from "./palette";

/** One line of a line chart. */
export interface LineSeries {
  /** Its name in the legend. */
  readonly name: string;
  readonly y: NumericArray;
  /** @default 0, 1, 2, ... */
  readonly x?: NumericArray;
  /** Half the length of each point's error bar, such as a standard error. @default none */
  readonly errors?: NumericArray;
  /** How it is drawn. @default "line" */
  readonly style?: "line" | "dashed" | "dotted" | "markers" | "line+markers";
  /** A CSS colour. @default the palette's colour for its position */
  readonly color?: string;
}

export interface LineChartOptions extends ChartOptions {
  /** The lines, in the order of the legend. NaN leaves a gap. */
  readonly series: readonly LineSeries[];
}

function lineTrace(series: LineSeries, index: number, options: LineChartOptions): PlotlyObject {
  const where = "lineChart";
  const { name, y, x, errors, style = "line", color = seriesColor(index) } = series;
  requireText(where, `series[${index}].name`, name);
  requireDrawable(where, `"${name}"`, y, options.yLog);
  if (x !== undefined) {
    requireSameLength(where, [`"${name}".x`, x.length], [`"${name}".y`, y.length]);
    requireDrawable(where, `"${name}".x`, x, options.xLog);
  }
  if (errors !== undefined) {
    requireSameLength(where, [`"${name}".errors`, errors.length], [`"${name}".y`, y.length]);
    requireFinite(where, `"${name}".errors`, errors);
  }
  const dash = style === "dashed" ? "dash" : style === "dotted" ? "dot" : "solid";
  return {
    type: "scatter",
    name,
    mode: style === "markers" ? "markers" : style === "line+markers" ? "lines+markers" : "lines",
    y: packArray(y),
    ...(x && { x: packArray(x) }),
    ...(errors && { error_y: { type: "data", array: packArray(errors), visible: true, color } }),
    ...(style !== "markers" && { line: { color, width: 2, dash } }),
    ...(style.endsWith("markers") && { marker: { color, size: 6 } }),
  };
}

/**
 * One or more lines over a common axis, for example a schedule or a curve beside its estimate.
 * @throws RangeError when a text is missing, a series is empty, x and y differ in length, or a log
 *   axis has nothing positive to show
 */
export function lineChart(options: LineChartOptions): Figure {
  requireSome("lineChart", "series", options.series);
  const data = options.series.map((series, index) => lineTrace(series, index, options));
  const names = options.series.map(({ name }) => name);
  const layout = chartLayout("lineChart", options, legend(names, options.width));
  return { data, layout, config: CONFIG };
}
