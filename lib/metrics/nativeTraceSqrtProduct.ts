import {
  hasFloat64,
  runInFloat64,
  type Float64Edge,
  type Float64Graph,
  type Float64Matrix as Matrix,
} from "../core/compile/float64Graph";
import { semidefiniteFactor } from "../math";

/** From here on the native route is the faster one. */
const LEAST_DIMENSIONS = 256;
/** Rounding of a computed eigenvalue, as a share of the largest. */
const ROUNDING = 2 * Number.EPSILON;
/** How far rounding may move the result, as a share of the mean trace of the two matrices. */
const TOLERANCE = 5e-7;

/**
 * tr (A B)^½ as `traceSqrtProduct` has it, by TensorFlow in float64: with A = Fᵀ F and B = Gᵀ G, the sum of the square
 * roots of the eigenvalues of F Gᵀ G Fᵀ = F B Fᵀ. A factor is Cholesky's; of a singular matrix it is computed in
 * TypeScript, with as many rows as the matrix has rank.
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
  const squares = await squaredSingularValues(a, b, n);
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

/** Eigenvalues of F Gᵀ G Fᵀ, by the factors that the two matrices have. */
async function squaredSingularValues(
  a: Float64Array,
  b: Float64Array,
  n: number,
): Promise<Float64Array> {
  const [A, B] = [a, b].map((data) => ({ data, shape: [n, n] as const })) as [Matrix, Matrix];
  const [regularA, regularB] = await areRegular(A, B);
  if (regularA && regularB) {
    return runInFloat64({ A, B }, (graph, { A, B }) => {
      const [f, g] = [graph.op("Cholesky", [A!]), graph.op("Cholesky", [B!])]; // both transposed
      return eigenvaluesOfSquare(graph, product(graph, f, g, "left"), "right");
    });
  }
  if (regularA) return squaredSingularValues(b, a, n); // F Gᵀ and G Fᵀ have the same singular values
  const F = rankFactor(a, n);
  if (F === undefined) return new Float64Array(1);
  if (regularB) {
    return runInFloat64({ F, B }, (graph, { F, B }) => {
      const half = graph.op("BatchMatMulV2", [F!, B!], {
        adj_x: { b: false },
        adj_y: { b: false },
      });
      return eigenvalues(graph, product(graph, half, F!, "right"));
    });
  }
  const G = rankFactor(b, n);
  if (G === undefined) return new Float64Array(1);
  const smaller = F.shape[0] <= G.shape[0] ? "right" : "left";
  return runInFloat64({ F, G }, (graph, { F, G }) =>
    eigenvaluesOfSquare(graph, product(graph, F!, G!, "right"), smaller),
  );
}

/** Whether Cholesky's decompositions succeed; a singular matrix gives NaN, or an error. */
async function areRegular(A: Matrix, B: Matrix): Promise<[boolean, boolean]> {
  const pivots = await runInFloat64({ A, B }, (graph, { A, B }) => {
    const [a, b] = [A!, B!].map((x) => graph.op("MatrixDiagPart", [graph.op("Cholesky", [x])]));
    return graph.op("Pack", [a!, b!], { N: { i: 2 }, axis: { i: 0 } });
  }).catch(() => new Float64Array(2).fill(NaN));
  const half = pivots.length / 2;
  const positive = (part: Float64Array) => part.every((pivot) => pivot > 0 && pivot < Infinity);
  return [positive(pivots.subarray(0, half)), positive(pivots.subarray(half))];
}

/** [rank,n]; undefined for rank 0. */
function rankFactor(matrix: Float64Array, n: number): Matrix | undefined {
  const { rank, factor } = semidefiniteFactor(matrix, n);
  return rank === 0 ? undefined : { data: factor, shape: [rank, n] };
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
  return eigenvalues(graph, product(graph, c, c, transposed));
}

/** Of a symmetric matrix. */
function eigenvalues(graph: Float64Graph, matrix: Float64Edge): Float64Edge {
  return graph.op("SelfAdjointEigV2", [matrix], { compute_v: { b: false } });
}
