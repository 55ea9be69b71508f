import { requireNumber } from "../core/arguments";
import type { Figure } from "./figure";
import { DEFAULT_HEIGHT, DEFAULT_WIDTH } from "./layout";
import { openPlotlyWindow, type PlotlyWindow } from "./plotlyWindow";
import { staticFigure } from "./staticFigure";

export interface StaticImageOptions {
  /** Width in pixels. @default the figure's own, or 640 */
  readonly width?: number;
  /** Height in pixels. @default the figure's own, or 400 */
  readonly height?: number;
}

export interface StaticPngOptions extends StaticImageOptions {
  /** Pixels of the picture per pixel of the figure; 2 is sharp on dense screens. @default 1 */
  readonly scale?: number;
}

/** Loading plotly.js takes a second, so one window serves every picture of a process. */
let sharedWindow: Promise<PlotlyWindow> | undefined;

function plotlyWindow(): Promise<PlotlyWindow> {
  sharedWindow ??= openPlotlyWindow().then((opened) => {
    if (opened.fontFamily === undefined) {
      process.emitWarning(
        "static pictures are drawn without text, since this machine has no fonts; " +
          "install some, for example the Debian package fonts-dejavu-core",
      );
    }
    return opened;
  });
  return sharedWindow;
}

function size(figure: Figure, options: StaticImageOptions): { width: number; height: number } {
  const { width = figure.layout["width"], height = figure.layout["height"] } = options;
  const chosen = {
    width: Number(width ?? DEFAULT_WIDTH),
    height: Number(height ?? DEFAULT_HEIGHT),
  };
  requireNumber("static image", "width", chosen.width, 10, 10_000);
  requireNumber("static image", "height", chosen.height, 10, 10_000);
  return chosen;
}

/**
 * Draws a figure as SVG, without a browser: for the files in which notebooks and pages are stored.
 * It takes about a second at first and a tenth after that; a cloud of 10,000 points takes two.
 * @throws RangeError when a size is out of range
 */
export async function toSvg(figure: Figure, options: StaticImageOptions = {}): Promise<string> {
  const { plotly, fontFamily } = await plotlyWindow();
  const pixels = size(figure, options);
  const { data, layout } = staticFigure(figure, pixels, fontFamily ?? "sans-serif");
  const svg = await plotly.toImage(
    { data, layout, config: { staticPlot: true } },
    { format: "svg", ...pixels, imageDataOnly: true },
  );
  return svg.replace(
    /<image(?![^>]*image-rendering)/g,
    '<image style="image-rendering: pixelated"',
  );
}

/** The SVG in the words that the rasterizer knows: references unquoted, pictures not smoothed. */
function rasterizable(svg: string): string {
  return svg
    .replace(/url\('(#[^']+)'\)/g, "url($1)")
    .replace(/image-rendering: pixelated/g, "image-rendering: optimizeSpeed");
}

/**
 * Draws a figure as PNG bytes, without a browser. WebGL traces are drawn as SVG ones; of a figure
 * with frames the state shown first is drawn.
 * @throws RangeError when a size or the scale is out of range
 */
export async function toPng(figure: Figure, options: StaticPngOptions = {}): Promise<Uint8Array> {
  const { scale = 1 } = options;
  requireNumber("toPng", "scale", scale, 0.1, 8);
  const svg = rasterizable(await toSvg(figure, options));
  const { Resvg } = await import("@resvg/resvg-js");
  const { fontFamily } = await plotlyWindow();
  const font = { loadSystemFonts: true, ...(fontFamily && { defaultFontFamily: fontFamily }) };
  return new Resvg(svg, { fitTo: { mode: "zoom", value: scale }, font }).render().asPng();
}
