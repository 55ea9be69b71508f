import type { PlotlyObject } from "./figure";
import { requireRange, requireText } from "./inputs";
import { requireNumber } from "../core/arguments";

/** Options of every chart. A chart without a title and labels is refused. */
export interface ChartOptions {
  /** What the figure shows. */
  readonly title: string;
  /** The horizontal axis, with its unit in parentheses where it has one: "time (s)". */
  readonly xLabel: string;
  /** The vertical axis, with its unit in parentheses where it has one: "loss (nats)". */
  readonly yLabel: string;
  /** Logarithmic horizontal axis. @default false */
  readonly xLog?: boolean;
  /** Logarithmic vertical axis. @default false */
  readonly yLog?: boolean;
  /** Ends of the horizontal axis, in the units of the data. @default what the data need */
  readonly xRange?: readonly [number, number];
  /** Ends of the vertical axis, in the units of the data. @default what the data need */
  readonly yRange?: readonly [number, number];
  /** Width in pixels. @default 640 */
  readonly width?: number;
  /** Height in pixels. @default 400 */
  readonly height?: number;
}

export const DEFAULT_WIDTH = 640;
export const DEFAULT_HEIGHT = 400;
/** Pixels around the drawing; at the top for a title and one line of a legend. */
export const MARGIN = { l: 70, r: 24, t: 64, b: 56 } as const;

const INK = "#222222";
const GRID = "#e3e3e3";
const AXIS = "#888888";

/** A family on Linux, macOS and Windows; the last one is whatever the machine has. */
const FONT_FAMILY = "DejaVu Sans, Verdana, Segoe UI, Helvetica, Arial, sans-serif";

/** What all figures share: a white ground, which reads on JupyterLab's light and dark pages alike. */
export function baseLayout(title: string, width: number, height: number): PlotlyObject {
  return {
    title: { text: title, font: { size: 16 }, x: 0.02, xanchor: "left", y: 0.96, yanchor: "top" },
    width,
    height,
    font: { family: FONT_FAMILY, size: 12, color: INK },
    paper_bgcolor: "#ffffff",
    plot_bgcolor: "#ffffff",
    margin: MARGIN,
    hoverlabel: { font: { size: 12 } },
  };
}

/** One axis in the course's style. `range` is in the units of the data, on a log axis as well. */
export function axis(label: string, log = false, range?: readonly [number, number]): PlotlyObject {
  const ends = range && (log ? range.map(Math.log10) : [...range]);
  return {
    title: { text: label, standoff: 8 },
    type: log ? "log" : "linear",
    ...(ends && { range: ends }),
    ...(log && { dtick: 1, exponentformat: "power" }),
    automargin: true,
    gridcolor: GRID,
    linecolor: AXIS,
    showline: true,
    ticks: "outside",
    tickcolor: AXIS,
    zeroline: false,
  };
}

function requireAxisRange(
  where: string,
  name: string,
  range: readonly [number, number] | undefined,
  log: boolean,
): void {
  if (range === undefined) return;
  requireRange(where, name, range);
  if (!log || range[0] > 0) return;
  throw new RangeError(
    `${where}: ${name} starts at ${range[0]} on a log axis; pass a start above 0.`,
  );
}

/**
 * The layout of a chart: base style, title, both axes.
 * @throws RangeError when a text is missing or a range is not one; the message names `where`
 */
export function chartLayout(
  where: string,
  options: ChartOptions,
  extra: PlotlyObject = {},
): PlotlyObject {
  const { title, xLabel, yLabel, xLog = false, yLog = false, xRange, yRange } = options;
  const { width = DEFAULT_WIDTH, height = DEFAULT_HEIGHT } = options;
  requireText(where, "title", title);
  requireText(where, "xLabel", xLabel);
  requireText(where, "yLabel", yLabel);
  requireAxisRange(where, "xRange", xRange, xLog);
  requireAxisRange(where, "yRange", yRange, yLog);
  requireNumber(where, "width", width, 100, 4000);
  requireNumber(where, "height", height, 100, 4000);
  return {
    ...baseLayout(title, width, height),
    xaxis: axis(xLabel, xLog, xRange),
    yaxis: axis(yLabel, yLog, yRange),
    ...extra,
  };
}

/** Settings of the mode bar: no advertisement, no button that uploads the figure to a server. */
export const CONFIG: PlotlyObject = { displaylogo: false, showSendToCloud: false };
