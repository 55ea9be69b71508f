import type { Figure, NumericArray, PlotlyObject } from "./figure";
import { requireInteger } from "../core/arguments";
import { requireDrawable, requireRange, requireSameLength, requireText } from "./inputs";
import { CONFIG, chartLayout, type ChartOptions } from "./layout";
import { packArray } from "./packing";

export interface HeatmapOptions extends Omit<ChartOptions, "xLog" | "yLog"> {
  /** The matrix row by row; the first row is drawn at the lower end of the vertical axis. */
  readonly values: NumericArray;
  readonly rows: number;
  readonly columns: number;
  /** What the colours mean, with its unit. */
  readonly colorLabel: string;
  /** Value at the centre of the first and of the last column. @default 0 to columns - 1 */
  readonly xEnds?: readonly [number, number];
  /** Value at the centre of the first and of the last row. @default 0 to rows - 1 */
  readonly yEnds?: readonly [number, number];
  /** Values at the two ends of the colour scale. @default the least and greatest value */
  readonly colorRange?: readonly [number, number];
  /** "sequential" for amounts, "diverging" for signed values about 0. @default "sequential" */
  readonly colors?: "sequential" | "diverging";
  /** The first row at the top, as in a printed matrix. @default false */
  readonly topDown?: boolean;
  /** One unit is as long on both axes. @default false */
  readonly equalAspect?: boolean;
}

function cellCentres(
  where: string,
  name: string,
  ends: readonly [number, number] | undefined,
  count: number,
): PlotlyObject {
  if (ends === undefined || count === 1) return { [`${name}0`]: ends?.[0] ?? 0, [`d${name}`]: 1 };
  requireRange(where, `${name}Ends`, ends);
  return { [`${name}0`]: ends[0], [`d${name}`]: (ends[1] - ends[0]) / (count - 1) };
}

/**
 * A matrix or a function on a grid, as colours.
 * @throws RangeError when a text is missing, or values do not fill rows times columns
 */
export function heatmap(options: HeatmapOptions): Figure {
  const where = "heatmap";
  const { values, rows, columns, colorLabel, colors = "sequential", colorRange } = options;
  requireInteger(where, "rows", rows, 1);
  requireInteger(where, "columns", columns, 1);
  requireText(where, "colorLabel", colorLabel);
  requireSameLength(where, ["values", values.length], ["rows x columns", rows * columns]);
  requireDrawable(where, "values", values);
  if (colorRange) requireRange(where, "colorRange", colorRange);
  const trace: PlotlyObject = {
    type: "heatmap",
    z: packArray(values, [rows, columns]),
    ...cellCentres(where, "x", options.xEnds, columns),
    ...cellCentres(where, "y", options.yEnds, rows),
    colorscale: colors === "diverging" ? "RdBu" : "Viridis",
    ...(colorRange && { zmin: colorRange[0], zmax: colorRange[1] }),
    ...(colors === "diverging" && !colorRange && { zmid: 0 }),
    colorbar: { title: { text: colorLabel, side: "top" }, thickness: 14, outlinewidth: 0 },
  };
  const layout = chartLayout(where, options);
  const yaxis: PlotlyObject = {
    ...(layout["yaxis"] as PlotlyObject),
    ...(options.equalAspect && { scaleanchor: "x", scaleratio: 1, constrain: "domain" }),
    ...(options.topDown && { autorange: "reversed" }),
  };
  const xaxis = { ...(layout["xaxis"] as PlotlyObject), constrain: "domain" };
  return { data: [trace], layout: { ...layout, xaxis, yaxis }, config: CONFIG };
}
