import type { Figure, PlotlyObject, PlotlyValue } from "./figure";
import { packFigure } from "./packing";

/** Traces that a browser draws by WebGL, and the same drawn as SVG. */
const SVG_TYPES: Readonly<Record<string, string>> = {
  scattergl: "scatter",
  scatterpolargl: "scatterpolar",
};

function asObject(value: PlotlyValue): PlotlyObject {
  return (typeof value === "object" && value !== null ? value : {}) as PlotlyObject;
}

/** Height in pixels of a layout's picture axis, as its range tells. */
function pixels(axis: PlotlyValue): { from: number; to: number } {
  const range = asObject(axis)["range"] as readonly number[] | undefined;
  return range ? { from: Math.min(...range), to: Math.max(...range) } : { from: -0.5, to: 0.5 };
}

/** A picture trace as a picture of the layout, which needs no browser to decode it. */
function layoutImage(trace: PlotlyObject, layout: PlotlyObject): PlotlyObject {
  const x = pixels(layout["xaxis"]);
  const y = pixels(layout["yaxis"]);
  return {
    source: trace["source"],
    xref: "x",
    yref: "y",
    x: x.from,
    y: y.from,
    sizex: x.to - x.from,
    sizey: y.to - y.from,
    sizing: "stretch",
    layer: "above",
  };
}

function isPictureTrace(trace: PlotlyObject): boolean {
  return trace["type"] === "image" && typeof trace["source"] === "string";
}

/**
 * The same figure in the form that can be drawn without a browser: WebGL traces as SVG ones, picture
 * traces as pictures of the layout, one font family throughout, no frames.
 */
export function staticFigure(figure: Figure, size: PlotlyObject, fontFamily: string): Figure {
  const { data, layout } = packFigure(figure);
  const pictures = data.filter(isPictureTrace).map((trace) => layoutImage(trace, layout));
  const drawn = data.map((trace): PlotlyObject => {
    if (isPictureTrace(trace)) return { type: "scatter", x: [], y: [] };
    const type = String(trace["type"] ?? "scatter");
    return { ...trace, type: SVG_TYPES[type] ?? type };
  });
  const images = [...((layout["images"] as readonly PlotlyObject[]) ?? []), ...pictures];
  const font = { ...asObject(layout["font"]), family: fontFamily };
  const axes = pictures.length > 0 && {
    xaxis: { ...asObject(layout["xaxis"]), type: "linear" },
    yaxis: { ...asObject(layout["yaxis"]), type: "linear" },
  };
  return { data: drawn, layout: { ...layout, ...axes, ...size, font, images } };
}
