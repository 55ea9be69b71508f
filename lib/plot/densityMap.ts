import type { Figure, NumericArray, PlotlyObject } from "./figure";
import { requireInteger } from "../core/arguments";
import { heatmap } from "./heatmap";
import { requireFinite, requireRange, requireText } from "./inputs";
import type { ChartOptions } from "./layout";
import { packArray } from "./packing";
import { splitPoints } from "./points";

/** Its default size is 520 x 440 pixels. */
export interface DensityMapOptions extends Omit<ChartOptions, "xLog" | "yLog"> {
  /** The density at a point of the plane, or any other function of it; finite everywhere drawn. */
  readonly density: (x: number, y: number) => number;
  /** What the colours mean. @default "density" */
  readonly colorLabel?: string;
  readonly xRange: readonly [number, number];
  readonly yRange: readonly [number, number];
  /** Cells along each axis. @default 100 */
  readonly resolution?: number;
  /** Points to draw over it, [N,2] flattened, for example samples. */
  readonly points?: { readonly name: string; readonly points: NumericArray };
}

/**
 * A function of the plane on a grid [rows, columns]: the value at the centre of each cell, the first
 * row at the lower end of y.
 */
export function evaluateOnGrid(
  density: (x: number, y: number) => number,
  xRange: readonly [number, number],
  yRange: readonly [number, number],
  resolution: number,
): Float32Array {
  const at = ([low, high]: readonly [number, number], i: number): number =>
    low + ((high - low) * (i + 0.5)) / resolution;
  return Float32Array.from({ length: resolution * resolution }, (_, i) =>
    density(at(xRange, i % resolution), at(yRange, Math.floor(i / resolution))),
  );
}

function pointsTrace(points: NonNullable<DensityMapOptions["points"]>): PlotlyObject {
  requireText("densityMap", "points.name", points.name);
  const { x, y } = splitPoints("densityMap", "points.points", points.points);
  return {
    type: "scatter",
    mode: "markers",
    name: points.name,
    x: packArray(x),
    y: packArray(y),
    marker: { color: "#ffffff", size: 3, opacity: 0.6 },
  };
}

/**
 * A density of the plane as colours, with points over it where wanted.
 * @throws RangeError when a range is not one, or the density is NaN or infinite at a cell
 */
export function densityMap(options: DensityMapOptions): Figure {
  const where = "densityMap";
  const { density, xRange, yRange, resolution = 100, colorLabel = "density", points } = options;
  requireRange(where, "xRange", xRange);
  requireRange(where, "yRange", yRange);
  requireInteger(where, "resolution", resolution, 2, 1000);
  const values = evaluateOnGrid(density, xRange, yRange, resolution);
  requireFinite(where, "the density on the grid", values);
  const centres = ([low, high]: readonly [number, number]): [number, number] => {
    const half = (high - low) / resolution / 2;
    return [low + half, high - half];
  };
  const figure = heatmap({
    width: 520,
    height: 440,
    ...options,
    values,
    rows: resolution,
    columns: resolution,
    colorLabel,
    xEnds: centres(xRange),
    yEnds: centres(yRange),
    equalAspect: true,
  });
  return points ? { ...figure, data: [...figure.data, pointsTrace(points)] } : figure;
}
