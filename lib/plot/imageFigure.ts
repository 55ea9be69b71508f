import type { Figure, PlotlyObject } from "./figure";
import { requireNumber } from "../core/arguments";
import { requireText } from "./inputs";
import { CONFIG, baseLayout } from "./layout";
import { dataUri, pngSize } from "./png";

export interface ImageFigureOptions {
  /** The picture, such as `imageGrid` returns it. */
  readonly png: Uint8Array;
  readonly title: string;
  /** Width of the figure in pixels; the height follows from the picture. @default 480 */
  readonly width?: number;
}

/** Space around a picture in a figure, in pixels; `bottom` makes room for a slider. */
export function pictureMargins(bottom = 12): { l: number; r: number; t: number; b: number } {
  return { l: 12, r: 12, t: 48, b: bottom };
}

/** The trace that draws a PNG pixel by pixel, without smoothing. */
export function pictureTrace(png: Uint8Array): PlotlyObject {
  return { type: "image", source: dataUri(png), hoverinfo: "skip" };
}

/** The layout of a figure that is one picture: no axes, square pixels, the height as needed. */
export function pictureLayout(
  title: string,
  size: { readonly width: number; readonly height: number },
  width: number,
  bottom?: number,
): PlotlyObject {
  const margin = pictureMargins(bottom);
  const drawn = ((width - margin.l - margin.r) * size.height) / size.width;
  const hidden = { visible: false, fixedrange: true };
  return {
    ...baseLayout(title, width, Math.round(drawn + margin.t + margin.b)),
    margin,
    xaxis: { ...hidden, range: [-0.5, size.width - 0.5] },
    yaxis: { ...hidden, range: [size.height - 0.5, -0.5], scaleanchor: "x", constrain: "domain" },
  };
}

/**
 * A picture as a plotly figure, where the mode bar (zoom, save) is wanted; a plain picture is
 * lighter.
 * @throws RangeError when the title is empty or the bytes are not a PNG
 */
export function imageFigure({ png, title, width = 480 }: ImageFigureOptions): Figure {
  requireText("imageFigure", "title", title);
  requireNumber("imageFigure", "width", width, 100, 4000);
  const layout = pictureLayout(title, pngSize(png), width);
  return { data: [pictureTrace(png)], layout, config: CONFIG };
}
