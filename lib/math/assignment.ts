import { requireInteger } from "../core/arguments";
import { requireLength, requireNumbers } from "./requireNumbers";

/** A cheapest one-to-one matching of rows to columns, and the prices that prove it so. */
export interface Assignment {
  /** columns[i] is the column that row i gets, [n]. */
  readonly columns: Uint32Array;
  /** Sum of the matched costs. */
  readonly cost: number;
  /**
   * Prices of the rows and of the columns, [n] each: rowPrices[i] + columnPrices[j] <= cost of (i, j), with equality for
   * matched pairs (up to rounding). All prices together bound every matching's cost from below, and are this one's.
   */
  readonly rowPrices: Float64Array;
  readonly columnPrices: Float64Array;
}

/**
 * The linear assignment problem: a one-to-one matching of n rows to n columns of least total cost, by shortest augmenting
 * paths with prices, O(n³) (Jonker & Volgenant 1987; Peyré & Cuturi 2019, section 3.7). With the costs |x_i - y_j|² it is
 * optimal transport between two sets of n points each. Half a second for n = 500.
 * @param costs [n,n] row-major; any sign
 * @throws RangeError for another length, NaN or Infinity.
 */
export function assignment(costs: ArrayLike<number>, n: number): Assignment {
  requireInteger("assignment", "n", n, 1);
  requireLength("assignment", "costs", costs, n * n);
  requireNumbers("assignment", "costs", costs);
  const work: Work = {
    costs: Float64Array.from(costs),
    n,
    u: new Float64Array(n),
    v: new Float64Array(n),
    rowOf: new Int32Array(n).fill(-1),
    columnOf: new Int32Array(n).fill(-1),
  };
  for (let row = 0; row < n; row++) augment(work, row);
  const columns = Uint32Array.from(work.columnOf);
  const cost = columns.reduce((sum, column, row) => sum + work.costs[row * n + column]!, 0);
  return { columns, cost, rowPrices: work.u, columnPrices: work.v };
}

interface Work {
  readonly costs: Float64Array;
  readonly n: number;
  readonly u: Float64Array;
  readonly v: Float64Array;
  readonly rowOf: Int32Array;
  readonly columnOf: Int32Array;
}

/** Dijkstra over reduced costs from a free row to the nearest free column; then the matching along the path is swapped. */
function augment({ costs, n, u, v, rowOf, columnOf }: Work, start: number): void {
  const distance = new Float64Array(n).fill(Infinity);
  const from = new Int32Array(n).fill(-1);
  const done = new Uint8Array(n);
  const visited = [start];
  let [row, reached, end] = [start, 0, -1];
  while (end < 0) {
    let [nearest, next] = [Infinity, -1];
    for (let j = 0; j < n; j++) {
      if (done[j]) continue;
      const through = reached + costs[row * n + j]! - u[row]! - v[j]!;
      if (through < distance[j]!) {
        distance[j] = through;
        from[j] = row;
      }
      if (distance[j]! < nearest) [nearest, next] = [distance[j]!, j];
    }
    [reached, row] = [nearest, rowOf[next]!];
    if (row < 0) end = next;
    else {
      done[next] = 1;
      visited.push(row);
    }
  }
  for (const i of visited) u[i] = u[i]! + reached - (i === start ? 0 : distance[columnOf[i]!]!);
  for (let j = 0; j < n; j++) if (done[j]) v[j] = v[j]! - reached + distance[j]!;
  for (let j = end; j >= 0;) {
    const i = from[j]!;
    const old = columnOf[i]!;
    rowOf[j] = i;
    columnOf[i] = j;
    j = i === start ? -1 : old;
  }
}
