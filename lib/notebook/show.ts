import { requireInteger } from "../core/arguments";
import { packFigure, type Figure, type PlotlyObject } from "../plot";
import { CONFIG } from "../plot/layout";
import { pngSize } from "../plot/png";
import { display, type MimeBundle } from "./display";

const PLOTLY = "application/vnd.plotly.v1+json";

function titleOf(figure: Figure): string {
  const title = figure.layout["title"] as string | PlotlyObject | undefined;
  return String((typeof title === "object" ? title["text"] : title) ?? "without a title");
}

/** A figure as a bundle: interactive in JupyterLab, its title where nothing else can be shown. */
export function figureBundle(figure: Figure): MimeBundle {
  const { config, ...packed } = packFigure(figure);
  const json = { ...packed, config: { ...CONFIG, ...config } };
  return { [PLOTLY]: json, "text/plain": `[figure] ${titleOf(figure)}` };
}

/**
 * Shows a plotly figure in the notebook.
 * @throws RangeError when it has no traces
 */
export function show(figure: Figure): void {
  if (!Array.isArray(figure?.data) || figure.data.length === 0 || !figure.layout) {
    throw new RangeError(
      "show: that is not a figure with traces; pass { data, layout } as the functions of dgm/plot " +
        "return them (showImage takes PNG bytes).",
    );
  }
  display(figureBundle(figure));
}

export interface ShowImageOptions {
  /** Set above the picture, in bold. */
  readonly title: string;
  /** What the picture shows, for readers who cannot see it. @default the title */
  readonly alt?: string;
  /** Width on the page in pixels. @default the picture's own */
  readonly width?: number;
}

/**
 * Shows a PNG in the notebook, such as `imageGrid` returns it, under its title.
 * @throws RangeError when the bytes are not a PNG
 */
export function showImage(png: Uint8Array, options: ShowImageOptions): void {
  const { title, alt = title, width } = options;
  pngSize(png);
  if (width !== undefined) requireInteger("showImage", "width", width, 1, 4000);
  markdown(`**${title}**`);
  const metadata = { "image/png": { alt, ...(width !== undefined && { width }) } };
  display({ "image/png": png, "text/plain": `[picture] ${alt}` }, { metadata });
}

/** Shows Markdown in the notebook, with formulas between dollar signs. */
export function markdown(text: string): void {
  display({ "text/markdown": text, "text/plain": text });
}
