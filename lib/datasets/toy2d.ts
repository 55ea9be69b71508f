import { requireInteger } from "../core/arguments";
import type { Examples } from "../core/examples";
import type { Rng } from "../core/rng";
import * as tf from "../core/tf";

export const toyNames = [
  "twoMoons",
  "eightGaussians",
  "swissRoll",
  "checkerboard",
  "pinwheel",
] as const;

/** The 2-D densities on which generative models are usually shown. */
export type ToyName = (typeof toyNames)[number];

/** Points of a 2-D density, [count,2], roughly within [-2, 2]². */
export interface Toy2d extends Examples {
  readonly name: ToyName;
  /** x, y of each point in turn. */
  readonly points: Float32Array;
  /** Exact log-density in nats at (x, y), where it has a closed form. */
  readonly logDensity?: (x: number, y: number) => number;
}

/** Turns uniforms u in [0, 1) and standard normals z into one point. */
type Maker = (u: readonly [number, number], z: readonly [number, number]) => [number, number];

const MOON_NOISE = 0.1;
const RING_RADIUS = 1.5;
const RING_SIGMA = 0.15;
const CELLS = 4;

/** The modes of "eightGaussians": their centres, [8,2], and standard deviation. */
export const eightGaussianModes: {
  readonly centres: readonly (readonly [number, number])[];
  readonly scale: number;
} = {
  centres: Array.from({ length: 8 }, (_, i) => {
    const angle = (i / 8) * 2 * Math.PI;
    return [RING_RADIUS * Math.cos(angle), RING_RADIUS * Math.sin(angle)] as const;
  }),
  scale: RING_SIGMA,
};

const makers: Record<ToyName, Maker> = {
  twoMoons([u, side], [z1, z2]) {
    const angle = Math.PI * u;
    const [x, y] =
      side < 0.5
        ? [Math.cos(angle), Math.sin(angle)]
        : [1 - Math.cos(angle), 0.5 - Math.sin(angle)];
    return [x - 0.5 + MOON_NOISE * z1, y - 0.25 + MOON_NOISE * z2];
  },
  eightGaussians([u], [z1, z2]) {
    const angle = (Math.floor(8 * u) / 8) * 2 * Math.PI;
    const [cx, cy] = [RING_RADIUS * Math.cos(angle), RING_RADIUS * Math.sin(angle)];
    return [cx + RING_SIGMA * z1, cy + RING_SIGMA * z2];
  },
  swissRoll([u], [z1, z2]) {
    const angle = 1.5 * Math.PI * (1 + 2 * u);
    const scale = 1 / 7.5;
    return [
      scale * angle * Math.cos(angle) + 0.05 * z1,
      scale * angle * Math.sin(angle) + 0.05 * z2,
    ];
  },
  checkerboard([u, v]) {
    const column = Math.floor(CELLS * u);
    const half = Math.floor((CELLS / 2) * v); // which of the two dark cells of the column
    const within = (CELLS / 2) * v - half;
    const row = 2 * half + (column % 2);
    return [CELLS * u - CELLS / 2, row + within - CELLS / 2];
  },
  pinwheel([u], [z1, z2]) {
    const arm = Math.floor(5 * u);
    const radius = 1 + 0.3 * z1;
    const width = 0.1 * z2;
    const turn = (2 * Math.PI * arm) / 5 + 0.25 * Math.exp(radius);
    return [
      radius * Math.cos(turn) - width * Math.sin(turn),
      radius * Math.sin(turn) + width * Math.cos(turn),
    ];
  },
};

const logDensities: Partial<Record<ToyName, (x: number, y: number) => number>> = {
  eightGaussians(x, y) {
    const logs = Array.from({ length: 8 }, (_, i) => {
      const angle = (i / 8) * 2 * Math.PI;
      const dx = x - RING_RADIUS * Math.cos(angle);
      const dy = y - RING_RADIUS * Math.sin(angle);
      return -(dx * dx + dy * dy) / (2 * RING_SIGMA ** 2);
    });
    const top = Math.max(...logs);
    const sum = logs.reduce((total, log) => total + Math.exp(log - top), 0);
    return top + Math.log(sum / 8) - Math.log(2 * Math.PI * RING_SIGMA ** 2);
  },
  checkerboard(x, y) {
    const column = Math.floor(x + CELLS / 2);
    const row = Math.floor(y + CELLS / 2);
    const inside = column >= 0 && column < CELLS && row >= 0 && row < CELLS;
    return inside && (column + row) % 2 === 0 ? -Math.log(CELLS * CELLS * 0.5) : -Infinity;
  },
};

/**
 * `count` independent points of a toy density.
 * @throws RangeError for an unknown name or a count below 1.
 */
export function toy2d(name: ToyName, count: number, rng: Rng): Toy2d {
  const make = makers[name];
  if (make === undefined) {
    throw new RangeError(
      `toy2d: no density '${String(name)}'; pass one of ${toyNames.join(", ")}.`,
    );
  }
  requireInteger("toy2d", "count", count, 1);
  const [uniformRng, normalRng] = rng.split(2) as [Rng, Rng];
  const u = uniformRng.uniformArray(2 * count);
  const z = normalRng.normalArray(2 * count);
  const points = new Float32Array(2 * count);
  for (let i = 0; i < 2 * count; i += 2) {
    points.set(make([u[i]!, u[i + 1]!], [z[i]!, z[i + 1]!]), i);
  }
  const logDensity = logDensities[name];
  return {
    name,
    count,
    eventShape: [2],
    id: `toy2d-${name}[${count}]-key:${rng.key.join("-")}`,
    points,
    ...(logDensity && { logDensity }),
    batch: (indices) => {
      const out = new Float32Array(2 * indices.length);
      for (let row = 0; row < indices.length; row++) {
        requireInteger("toy2d", "index", indices[row]!, 0, count - 1);
        out.set(points.subarray(2 * indices[row]!, 2 * indices[row]! + 2), 2 * row);
      }
      return tf.tensor2d(out, [indices.length, 2]);
    },
  };
}
