import { binMeans } from "../plot/smoothing";
import { seriesColor } from "../plot/palette";
import { escapeHtml, formatNumber } from "./format";

/** One curve of a live chart. */
export interface LiveSeries {
  readonly name: string;
  readonly values: readonly number[];
}

export interface LiveCurveOptions {
  readonly title: string;
  readonly series: readonly LiveSeries[];
  /** Steps at the left and right end. */
  readonly from: number;
  readonly to: number;
  /** Logarithmic vertical axis; values that are not positive leave a gap. @default false */
  readonly yLog?: boolean;
}

const WIDTH = 640;
const HEIGHT = 260;
const LEFT = 70;
const RIGHT = 20;
const TOP = 40;
const BOTTOM = 30;
const POINTS = 300;

/** Lines through the points, broken where a value is missing. */
function path(values: readonly number[], y: (value: number) => number): string {
  const x = (i: number): number =>
    LEFT + (values.length < 2 ? 0 : (i / (values.length - 1)) * (WIDTH - LEFT - RIGHT));
  let pen = "M";
  return values
    .map((value, i) => {
      if (!Number.isFinite(value)) {
        pen = "M";
        return "";
      }
      const point = `${pen}${x(i).toFixed(1)},${y(value).toFixed(1)}`;
      pen = "L";
      return point;
    })
    .join("");
}

function text(x: number, y: number, content: string, extra = ""): string {
  return `<text x="${x}" y="${y}" font-size="12" fill="#222" ${extra}>${escapeHtml(content)}</text>`;
}

/**
 * A chart as SVG text, quick enough to be drawn again and again while a loop runs. The plotly figure
 * takes its place at the end: JupyterLab does not redraw a plotly figure that changes.
 */
export function liveCurveSvg(options: LiveCurveOptions): string {
  const { title, series, from, to, yLog = false } = options;
  const scale = (value: number): number => (yLog ? Math.log10(value) : value);
  const curves = series.map(({ values }) => Array.from(binMeans(values, POINTS), scale));
  const finite = curves.flat().filter(Number.isFinite);
  const low = finite.reduce((a, b) => Math.min(a, b), Infinity);
  const high = finite.reduce((a, b) => Math.max(a, b), -Infinity);
  const span = high - low || 1;
  const y = (value: number): number =>
    HEIGHT - BOTTOM - ((value - low) / span) * (HEIGHT - TOP - BOTTOM);
  const label = (value: number): string => formatNumber(yLog ? 10 ** value : value);
  const lines = curves.map(
    (curve, i) =>
      `<path d="${path(curve, y)}" fill="none" stroke="${seriesColor(i)}" stroke-width="1.5"/>` +
      text(LEFT + 130 * i, TOP - 6, series[i]!.name, `style="fill: ${seriesColor(i)}"`),
  );
  const ticks =
    finite.length === 0
      ? ""
      : text(LEFT - 6, TOP + 8, label(high), 'text-anchor="end"') +
        text(LEFT - 6, HEIGHT - BOTTOM, label(low), 'text-anchor="end"');
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" ` +
    `font-family="sans-serif"><rect width="100%" height="100%" fill="#fff"/>` +
    text(12, 18, title, 'font-weight="bold"') +
    `<path d="M${LEFT},${TOP}V${HEIGHT - BOTTOM}H${WIDTH - RIGHT}" fill="none" stroke="#888"/>` +
    `${lines.join("")}${ticks}` +
    text(LEFT, HEIGHT - 10, `step ${from}`) +
    text(WIDTH - RIGHT, HEIGHT - 10, `step ${to}`, 'text-anchor="end"') +
    `</svg>`
  );
}
