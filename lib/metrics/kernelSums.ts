import type { NdArray } from "../core/ndarray";
import type { Estimate } from "../math";

/** A kernel of the inner product xᵀy and of the squared lengths |x|² and |y|². */
export type Kernel = (inner: number, squareX: number, squareY: number) => number;

/** What the unbiased estimate of MMD² needs: sums of kernel values, one per sample. */
export interface KernelSums {
  /** Σ over the other x of k(x_i, x), [m] */
  readonly xx: Float64Array;
  /** Σ over the other y of k(y_j, y), [n] */
  readonly yy: Float64Array;
  /** Σ over y of k(x_i, y), [m] */
  readonly xy: Float64Array;
  /** Σ over x of k(x, y_j), [n] */
  readonly yx: Float64Array;
}

/** Kernel sums of x [m,D] and y [n,D], in float64; (m + n)² D / 2 multiplications. */
export function kernelSums(x: NdArray, y: NdArray, kernel: Kernel): KernelSums {
  const [m, n] = [x.shape[0]!, y.shape[0]!];
  const [xx, yy, xy, yx] = [m, n, m, n].map((size) => new Float64Array(size)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const [a, b] = [prepared(x), prepared(y)];
  forPairs(a, a, kernel, true, xx, xx);
  forPairs(b, b, kernel, true, yy, yy);
  forPairs(a, b, kernel, false, xy, yx);
  return { xx, yy, xy, yx };
}

interface Prepared {
  readonly data: Float64Array;
  readonly squares: Float64Array;
  readonly n: number;
  readonly D: number;
}

function prepared({ data, shape }: NdArray): Prepared {
  const [n, D] = [shape[0]!, shape[1]!];
  const wide = Float64Array.from(data);
  const squares = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let k = i * D; k < (i + 1) * D; k++) sum += wide[k]! * wide[k]!;
    squares[i] = sum;
  }
  return { data: wide, squares, n, D };
}

/** Adds k(a_i, b_j) to sumsA[i] and sumsB[j], for all pairs, or for j < i only; four j at a time. */
function forPairs(
  a: Prepared,
  b: Prepared,
  kernel: Kernel,
  below: boolean,
  sumsA: Float64Array,
  sumsB: Float64Array,
): void {
  const inner = new Float64Array(4);
  for (let i = 0; i < a.n; i++) {
    const end = below ? i : b.n;
    for (let j = 0; j < end; j += 4) {
      const width = Math.min(4, end - j);
      innerProducts(a, i, b, j, inner);
      for (let c = 0; c < width; c++) {
        const value = kernel(inner[c]!, a.squares[i]!, b.squares[j + c]!);
        sumsA[i] = sumsA[i]! + value;
        sumsB[j + c] = sumsB[j + c]! + value;
      }
    }
  }
}

/** a_i · b_j, ..., a_i · b_{j+3}; beyond the last row of b the last again. */
function innerProducts(a: Prepared, i: number, b: Prepared, j: number, out: Float64Array): void {
  const { D } = a;
  const last = b.n - 1;
  const [x, y] = [a.data, b.data];
  const [at, b0] = [i * D, j * D];
  const [b1, b2, b3] = [
    Math.min(j + 1, last) * D,
    Math.min(j + 2, last) * D,
    Math.min(j + 3, last) * D,
  ];
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  for (let k = 0; k < D; k++) {
    const value = x[at + k]!;
    s0 += value * y[b0 + k]!;
    s1 += value * y[b1 + k]!;
    s2 += value * y[b2 + k]!;
    s3 += value * y[b3 + k]!;
  }
  out[0] = s0;
  out[1] = s1;
  out[2] = s2;
  out[3] = s3;
}

/** The unbiased MMD² of kernel sums and the jackknife variances that belong to x and to y. */
export interface MmdParts {
  readonly estimate: number;
  readonly varianceX: number;
  readonly varianceY: number;
}

const total = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0);

/**
 * Unbiased MMD², the mean of k(x,x') over pairs, plus that of k(y,y'), minus twice that of k(x,y): Gretton et al. 2012,
 * eq. 3. It may be negative. The variances are the delete-one jackknife's, from the same sums: they are never too small on
 * average (Efron & Stein 1981), and up to twice too large where the distributions agree.
 */
export function mmdParts({ xx, yy, xy, yx }: KernelSums): MmdParts {
  const [m, n] = [xx.length, yy.length];
  const [sumX, sumY, cross] = [total(xx), total(yy), total(xy)];
  const [partX, partY] = [sumX / (m * (m - 1)), sumY / (n * (n - 1))];
  const estimate = partX + partY - (2 * cross) / (m * n);
  const withoutX = xx.map(
    (own, i) => (sumX - 2 * own) / ((m - 1) * (m - 2)) - (2 * (cross - xy[i]!)) / ((m - 1) * n),
  );
  const withoutY = yy.map(
    (own, j) => (sumY - 2 * own) / ((n - 1) * (n - 2)) - (2 * (cross - yx[j]!)) / (m * (n - 1)),
  );
  return { estimate, varianceX: jackknife(withoutX), varianceY: jackknife(withoutY) };
}

/** (n - 1)/n Σ (θ_i - mean)² of the estimates without one sample each. */
function jackknife(values: Float64Array): number {
  const n = values.length;
  const mean = total(values) / n;
  return ((n - 1) / n) * values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
}

/** `mmdParts` as an estimate with its standard error. */
export function mmdEstimate(sums: KernelSums): Estimate {
  const { estimate, varianceX, varianceY } = mmdParts(sums);
  return { estimate, standardError: Math.sqrt(varianceX + varianceY) };
}

/** The jackknife leaves one out and needs two pairs then. */
export const LEAST_SAMPLES = 3;
