import {
  hasFloat64,
  runInFloat64,
  type Float64Edge,
  type Float64Graph,
} from "../core/compile/float64Graph";
import { semidefiniteFactor } from "../math";

/** From here on the native route is the faster one. */
const LEAST_DIMENSIONS = 256;
/** Rounding of a computed eigenvalue, as a share of the largest. */
const ROUNDING = 2 * Number.EPSILON;
/** How far rounding may move the result, as a share of the mean trace of the two matrices. */
const TOLERANCE = 5e-7;

/**
 * tr (A B)^½ as `traceSqrtProduct` has it, by TensorFlow in float64: with A = Fᵀ F and B = Gᵀ G from Cholesky's
 * decomposition, the sum of the square roots of the eigenvalues of F Gᵀ G Fᵀ. A singular matrix is factorised in
 * TypeScript, with as many rows as it has rank.
 * @param a [n,n] row-major @param b [n,n] row-major
 * @returns undefined where TypeScript serves better: without the native back end, below 256 dimensions, and where so many
 * eigenvalues are next to zero that the rounding of their square roots would show.
 */
export async function nativeTraceSqrtProduct(
  a: Float64Array,
  b: Float64Array,
  n: number,
): Promise<number | undefined> {
  if (n < LEAST_DIMENSIONS || !hasFloat64()) return undefined;
  const squares = (await byCholesky(a, b, n)) ?? (await byFactors(a, b, n));
  if (!squares.every(Number.isFinite)) return undefined;
  const rounding = ROUNDING * squares.reduce((most, square) => Math.max(most, square), 0);
  let [sum, error, traces] = [0, 0, 0];
  for (const square of squares) {
    const value = Math.sqrt(Math.max(0, square));
    sum += value;
    error += Math.min(Math.sqrt(rounding), value === 0 ? Infinity : rounding / (2 * value));
  }
  for (let i = 0; i < n; i++) traces += a[i * n + i]! + b[i * n + i]!;
  return error <= (TOLERANCE * traces) / 2 ? sum : undefined;
}

/** Eigenvalues of F Gᵀ G Fᵀ; undefined when a matrix is singular: Cholesky's decomposition fails, or is NaN. */
async function byCholesky(
  a: Float64Array,
  b: Float64Array,
  n: number,
): Promise<Float64Array | undefined> {
  const inputs = { a: { data: a, shape: [n, n] }, b: { data: b, shape: [n, n] } } as const;
  try {
    const values = await runInFloat64(inputs, (graph, { a, b }) => {
      const [f, g] = [graph.op("Cholesky", [a!]), graph.op("Cholesky", [b!])]; // both transposed
      return eigenvaluesOfSquare(graph, product(graph, f, g, "left"), "right");
    });
    return values.every(Number.isFinite) ? values : undefined;
  } catch {
    return undefined;
  }
}

/** The same, from factors with as many rows as the matrices have rank. */
async function byFactors(a: Float64Array, b: Float64Array, n: number): Promise<Float64Array> {
  const [f, g] = [semidefiniteFactor(a, n), semidefiniteFactor(b, n)];
  if (f.rank === 0 || g.rank === 0) return new Float64Array(1);
  const inputs = {
    f: { data: f.factor, shape: [f.rank, n] },
    g: { data: g.factor, shape: [g.rank, n] },
  } as const;
  return runInFloat64(inputs, (graph, { f: F, g: G }) => {
    const smaller = f.rank <= g.rank ? "right" : "left";
    return eigenvaluesOfSquare(graph, product(graph, F!, G!, "right"), smaller);
  });
}

/** x y with one of them transposed. */
function product(
  graph: Float64Graph,
  x: Float64Edge,
  y: Float64Edge,
  transposed: "left" | "right",
): Float64Edge {
  const left = transposed === "left";
  return graph.op("BatchMatMulV2", [x, y], { adj_x: { b: left }, adj_y: { b: !left } });
}

function eigenvaluesOfSquare(
  graph: Float64Graph,
  c: Float64Edge,
  transposed: "left" | "right",
): Float64Edge {
  const square = product(graph, c, c, transposed);
  return graph.op("SelfAdjointEigV2", [square], { compute_v: { b: false } });
}
