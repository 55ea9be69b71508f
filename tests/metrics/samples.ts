import type { NdArray } from "../../lib/core";
import { seed } from "../../lib/core/rng";
import type { GoldenArray } from "../contracts/golden";

/** Points given row by row. */
export const pointsOf = (rows: readonly (readonly number[])[]): NdArray => ({
  data: Float32Array.from(rows.flat()),
  shape: [rows.length, rows[0]?.length ?? 0],
});

export const ndArrayOf = ({ shape, data }: GoldenArray): NdArray => ({
  data: Float32Array.from(data),
  shape,
});

/** n standard normal points [n,D], moved by `shift` along each axis. */
export const normalPoints = (n: number, D: number, key: number, shift = 0): NdArray => ({
  data: seed(key)
    .normalArray(n * D)
    .map((z) => z + shift),
  shape: [n, D],
});
