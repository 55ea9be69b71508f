import { requireInteger, requireNumber } from "../core/arguments";
import { densityMap, type DensityMapOptions } from "./densityMap";
import type { Figure, PlotlyObject } from "./figure";
import { requireFinite } from "./inputs";
import { packArray } from "./packing";

export interface VectorFieldOptions extends DensityMapOptions {
  /** The vector at a point of the plane; finite everywhere drawn. `density` is drawn behind the arrows. */
  readonly field: (x: number, y: number) => readonly [number, number];
  /** Arrows along each axis. @default 18 */
  readonly arrows?: number;
  /**
   * Lengths go with this power of the magnitude, the longest being as long as arrows are apart: 1 is true to scale, less
   * lets small vectors be seen beside large ones, 0 makes all equal. @default 1
   */
  readonly power?: number;
}

/** Arrow heads: share of the arrow's length, and half their opening in radians. */
const HEAD = { length: 0.35, angle: 0.45 };

type Vector = readonly [number, number];

/** An arrow as one stroke: shaft, one side of the head, the tip again, the other side; NaN lifts the pen. */
function stroke([x, y]: Vector, [u, v]: Vector): [number[], number[]] {
  const side = (turn: number): Vector => {
    const [c, s] = [Math.cos(turn), Math.sin(turn)];
    return [HEAD.length * (c * u - s * v), HEAD.length * (s * u + c * v)];
  };
  const [left, right] = [side(HEAD.angle), side(-HEAD.angle)];
  const tip = [x + u / 2, y + v / 2] as const;
  return [
    [x - u / 2, tip[0], tip[0] - left[0], tip[0], tip[0] - right[0], NaN],
    [y - v / 2, tip[1], tip[1] - left[1], tip[1], tip[1] - right[1], NaN],
  ];
}

/**
 * A vector field of the plane as arrows, each around its point, over a density as colours.
 * @throws RangeError as `densityMap`, and when the field is NaN or infinite at an arrow
 */
export function vectorField(options: VectorFieldOptions): Figure {
  const where = "vectorField";
  const { field, arrows = 18, power = 1, xRange, yRange } = options;
  requireInteger(where, "arrows", arrows, 2, 100);
  requireNumber(where, "power", power, 0, 1);
  const map = densityMap(options);
  const [width, height] = [xRange[1] - xRange[0], yRange[1] - yRange[0]].map((w) => w / arrows);
  const places = Array.from({ length: arrows * arrows }, (_, i): Vector => [
    xRange[0] + width! * ((i % arrows) + 0.5),
    yRange[0] + height! * (Math.floor(i / arrows) + 0.5),
  ]);
  const vectors = places.map(([x, y]) => field(x, y));
  requireFinite(
    where,
    "the field on the grid",
    vectors.flatMap(([u, v]) => [u, v]),
  );
  const sizes = vectors.map(([u, v]) => Math.hypot(u, v));
  const largest = Math.max(...sizes);
  const apart = Math.min(width!, height!);
  const strokes = places.flatMap((place, i) => {
    const size = sizes[i]!;
    if (size === 0) return [];
    const scale = (apart * (size / largest) ** power) / size;
    return [stroke(place, [vectors[i]![0] * scale, vectors[i]![1] * scale])];
  });
  const trace: PlotlyObject = {
    type: "scatter",
    mode: "lines",
    name: "arrows",
    x: packArray(Float32Array.from(strokes.flatMap(([x]) => x))),
    y: packArray(Float32Array.from(strokes.flatMap(([, y]) => y))),
    line: { color: "#ffffff", width: 1.3 },
    hoverinfo: "skip",
  };
  return { ...map, data: [...map.data, trace] };
}
