import type { Figure, NumericArray, PlotlyObject } from "./figure";
import { requireNumber } from "../core/arguments";
import { requireSome, requireText } from "./inputs";
import { CONFIG, chartLayout, type ChartOptions } from "./layout";
import { legend } from "./legend";
import { packArray } from "./packing";
import { seriesColor } from "./palette";
import { splitPoints } from "./points";

/**
 * From this number of points on the figure is drawn by WebGL, which stays fluid; below it by SVG,
 * since a browser keeps only about 16 WebGL figures of a page alive.
 */
const WEBGL_FROM = 10_000;

/** One cloud of points. */
export interface PointSet {
  /** Its name in the legend. */
  readonly name: string;
  /** x0, y0, x1, y1, ...: points [N,2] flattened. */
  readonly points: NumericArray;
  /** A CSS colour. @default the palette's colour for its position */
  readonly color?: string;
  /** Diameter of a point in pixels. @default 5, or 3 from 1,000 points on */
  readonly size?: number;
  /** From 0 to 1. @default 0.7, or 0.4 from 1,000 points on */
  readonly opacity?: number;
}

export interface ScatterOptions extends ChartOptions {
  readonly sets: readonly PointSet[];
  /** One unit is as long on both axes. @default true */
  readonly equalAspect?: boolean;
}

function scatterTrace(set: PointSet, index: number, webgl: boolean): PlotlyObject {
  const where = "scatterPlot";
  requireText(where, `sets[${index}].name`, set.name);
  const { x, y } = splitPoints(where, `"${set.name}".points`, set.points);
  const many = x.length >= 1000;
  const { color = seriesColor(index), size = many ? 3 : 5, opacity = many ? 0.4 : 0.7 } = set;
  requireNumber(where, `"${set.name}".size`, size, 0.5, 100);
  requireNumber(where, `"${set.name}".opacity`, opacity, 0, 1);
  return {
    type: webgl ? "scattergl" : "scatter",
    mode: "markers",
    name: set.name,
    x: packArray(x),
    y: packArray(y),
    marker: { color, size, opacity },
  };
}

/**
 * Clouds of points in the plane, such as data beside samples.
 * @throws RangeError when a text is missing, a set is empty, of odd length or not finite
 */
export function scatterPlot(options: ScatterOptions): Figure {
  const { sets, equalAspect = true } = options;
  requireSome("scatterPlot", "sets", sets);
  const total = sets.reduce((sum, set) => sum + set.points.length / 2, 0);
  const data = sets.map((set, index) => scatterTrace(set, index, total >= WEBGL_FROM));
  const names = sets.map(({ name }) => name);
  const layout = chartLayout("scatterPlot", options, legend(names, options.width));
  if (!equalAspect) return { data, layout, config: CONFIG };
  const yaxis = { ...(layout["yaxis"] as PlotlyObject), scaleanchor: "x", scaleratio: 1 };
  return { data, layout: { ...layout, yaxis }, config: CONFIG };
}
