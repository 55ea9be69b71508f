import { requireInteger } from "../core/arguments";
import type { NdArray } from "../core/ndarray";
import { requireFeaturePair, requireFeatures } from "./features";

/** Points of x whose distances are found together: their rows stay in the cache while y passes once. */
const BLOCK = 32;

/** The rows of x in float64, and rows of zeros up to a multiple of `multiple`. */
function paddedRows({ data, shape }: NdArray, multiple: number): Float64Array {
  const [n, D] = shape as [number, number];
  const out = new Float64Array(Math.ceil(n / multiple) * multiple * D);
  out.set(data);
  return out;
}

/**
 * out[r, c] of a tile of 2 rows from x and 4 from y, Σ (x - y)². Eight sums share each number read, which makes plain
 * loops several times as fast. Each sum runs over d in order, so that the same two points have the same distance, to
 * the last bit, wherever they stand.
 */
function tile(
  x: Float64Array,
  y: Float64Array,
  D: number,
  at: { row: number; column: number },
  out: Float64Array,
  to: number,
  stride: number,
): void {
  const x0 = at.row * D;
  const y0 = at.column * D;
  const x1 = x0 + D;
  const y1 = y0 + D;
  const y2 = y1 + D;
  const y3 = y2 + D;
  let a0, a1, a2, a3, b0, b1, b2, b3, e;
  a0 = a1 = a2 = a3 = b0 = b1 = b2 = b3 = 0;
  for (let d = 0; d < D; d++) {
    const p = x[x0 + d]!;
    const q = x[x1 + d]!;
    a0 += (e = p - y[y0 + d]!) * e;
    b0 += (e = q - y[y0 + d]!) * e;
    a1 += (e = p - y[y1 + d]!) * e;
    b1 += (e = q - y[y1 + d]!) * e;
    a2 += (e = p - y[y2 + d]!) * e;
    b2 += (e = q - y[y2 + d]!) * e;
    a3 += (e = p - y[y3 + d]!) * e;
    b3 += (e = q - y[y3 + d]!) * e;
  }
  out[to] = a0;
  out[to + 1] = a1;
  out[to + 2] = a2;
  out[to + 3] = a3;
  out[to + stride] = b0;
  out[to + stride + 1] = b1;
  out[to + stride + 2] = b2;
  out[to + stride + 3] = b3;
}

/**
 * Visits the squared Euclidean distances from each point of x [n,D] to all of y [m,D], one row [m] after another, in
 * memory for 32 rows. They are sums of squared differences in float64, not |x|² + |y|² - 2 x·y: a copy is at distance
 * exactly 0 and a near copy keeps its digits, where that form in float32 can even be negative. The time grows with
 * n m D.
 * @param visit receives i and the distances of point i; the row is overwritten afterwards.
 * @throws RangeError for an empty set, different dimensions, NaN or Infinity.
 */
export function forEachDistanceRow(
  x: NdArray,
  y: NdArray,
  visit: (i: number, squaredDistances: Float64Array) => void,
): void {
  const { n, m, D } = requireFeaturePair("forEachDistanceRow", ["x", x], ["y", y]);
  const [left, right] = [paddedRows(x, 2), paddedRows(y, 4)];
  const stride = Math.ceil(m / 4) * 4;
  const block = new Float64Array(BLOCK * stride);
  for (let start = 0; start < n; start += BLOCK) {
    const end = Math.min(start + BLOCK, n);
    for (let column = 0; column < m; column += 4) {
      for (let row = start; row < end; row += 2) {
        const to = (row - start) * stride + column;
        tile(left, right, D, { row, column }, block, to, stride);
      }
    }
    for (let i = start; i < end; i++) {
      const offset = (i - start) * stride;
      visit(i, block.subarray(offset, offset + m));
    }
  }
}

/** All squared distances [n,m], row-major: for small sets. @throws RangeError as `forEachDistanceRow`. */
export function pairwiseSquaredDistances(x: NdArray, y: NdArray): Float64Array {
  const [n = 0] = x.shape;
  const [m = 0] = y.shape;
  const out = new Float64Array(n * m);
  forEachDistanceRow(x, y, (i, row) => out.set(row, i * m));
  return out;
}

/** The k-th smallest entry (k from 1) of a row, leaving entry `skip` out. `best` [k] is room to work in. */
function kthSmallest(row: Float64Array, best: Float64Array, skip: number): number {
  const last = best.length - 1;
  best.fill(Infinity);
  for (let j = 0; j < row.length; j++) {
    const value = row[j]!;
    if (value >= best[last]! || j === skip) continue;
    let at = last;
    for (; at > 0 && best[at - 1]! > value; at--) best[at] = best[at - 1]!;
    best[at] = value;
  }
  return best[last]!;
}

/**
 * Squared distance from each point of x [n,D] to its k-th nearest neighbour within x, [n], itself left out; a copy of
 * it counts, at distance 0. Squared, so that comparing them with other squared distances is exact.
 * @throws RangeError unless x has at least k + 1 points, finite ones.
 */
export function squaredNeighbourRadii(x: NdArray, k: number): Float64Array {
  const { n } = requireFeatures("squaredNeighbourRadii", "x", x, 2);
  requireInteger("squaredNeighbourRadii", "k", k, 1, n - 1);
  const radii = new Float64Array(n);
  const best = new Float64Array(k);
  forEachDistanceRow(x, x, (i, row) => (radii[i] = kthSmallest(row, best, i)));
  return radii;
}

/**
 * Distance from each point of x [n,D] to its k-th nearest neighbour, [n]: in another set y [m,D] or, when none is given,
 * among the other points of x.
 * @throws RangeError when there are fewer than k neighbours, for different dimensions, NaN or Infinity.
 */
export function kthNeighbourDistances(x: NdArray, k: number, y?: NdArray): Float64Array {
  if (y === undefined) return squaredNeighbourRadii(x, k).map(Math.sqrt);
  const { n, m } = requireFeaturePair("kthNeighbourDistances", ["x", x], ["y", y]);
  requireInteger("kthNeighbourDistances", "k", k, 1, m);
  const out = new Float64Array(n);
  const best = new Float64Array(k);
  forEachDistanceRow(x, y, (i, row) => (out[i] = Math.sqrt(kthSmallest(row, best, -1))));
  return out;
}

/**
 * The nearest point of y [m,D] to each point of x [n,D]: its index and distance, [n] each; of equals the first. Near 0
 * where x holds memorised copies of y.
 * @throws RangeError for an empty set, different dimensions, NaN or Infinity.
 */
export function nearestNeighbours(
  x: NdArray,
  y: NdArray,
): { indices: Uint32Array; distances: Float64Array } {
  const { n } = requireFeaturePair("nearestNeighbours", ["x", x], ["y", y]);
  const indices = new Uint32Array(n);
  const distances = new Float64Array(n);
  forEachDistanceRow(x, y, (i, row) => {
    let best = 0;
    for (let j = 1; j < row.length; j++) if (row[j]! < row[best]!) best = j;
    indices[i] = best;
    distances[i] = Math.sqrt(row[best]!);
  });
  return { indices, distances };
}

/** @throws RangeError when a set has no k-th neighbour. */
export function requireNeighbours(
  where: string,
  counts: Readonly<Record<string, number>>,
  k: number,
): void {
  for (const [name, count] of Object.entries(counts)) {
    if (count > k) continue;
    throw new RangeError(
      `${where}: ${count} points in ${name}; the neighbour number k=${k} needs at least ${k + 1}.`,
    );
  }
}
