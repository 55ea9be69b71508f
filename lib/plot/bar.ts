import type { Figure, NumericArray, PlotlyObject } from "./figure";
import { requireFinite, requireSameLength, requireSome, requireText } from "./inputs";
import { CONFIG, chartLayout, type ChartOptions } from "./layout";
import { legend } from "./legend";
import { packArray } from "./packing";
import { seriesColor } from "./palette";

/** One group of bars. */
export interface BarSeries {
  /** Its name in the legend. */
  readonly name: string;
  /** One value a category. */
  readonly values: NumericArray;
  /** Half the length of the error bar, one a category, such as a standard error. */
  readonly errors?: NumericArray;
}

export interface BarChartOptions extends Omit<ChartOptions, "xLog" | "xRange"> {
  readonly categories: readonly string[];
  readonly series: readonly BarSeries[];
}

function barTrace(series: BarSeries, index: number, categories: readonly string[]): PlotlyObject {
  const where = "barChart";
  const { name, values, errors } = series;
  requireText(where, `series[${index}].name`, name);
  requireSameLength(where, ["categories", categories.length], [`"${name}".values`, values.length]);
  requireFinite(where, `"${name}".values`, values);
  if (errors) {
    requireSameLength(where, [`"${name}".values`, values.length], ["errors", errors.length]);
    requireFinite(where, `"${name}".errors`, errors);
  }
  return {
    type: "bar",
    name,
    x: [...categories],
    y: packArray(values),
    marker: { color: seriesColor(index) },
    ...(errors && { error_y: { type: "data", array: packArray(errors), visible: true } }),
  };
}

/**
 * Bars by category, side by side for several series.
 * @throws RangeError when categories and values differ in number or a value is not finite
 */
export function barChart(options: BarChartOptions): Figure {
  const { categories, series } = options;
  requireSome("barChart", "categories", categories);
  requireSome("barChart", "series", series);
  const data = series.map((one, index) => barTrace(one, index, categories));
  const extra = {
    ...legend(
      series.map(({ name }) => name),
      options.width,
    ),
    barmode: "group",
  };
  const layout = chartLayout("barChart", options, extra);
  const xaxis = { ...(layout["xaxis"] as PlotlyObject), type: "category" };
  return { data, layout: { ...layout, xaxis }, config: CONFIG };
}
