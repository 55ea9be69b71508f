import type { Rng } from "../core/rng";
import { requireInteger } from "../core/arguments";
import { categoryAt } from "./categorical";
import { totalVariationDiscrete } from "./divergences";
import { matrixPower, requireSquare, type Matrix } from "./matrices";
import { requireLength, requireProbabilities } from "./requireNumbers";

/**
 * Checks a transition matrix [n,n]: entry i, j is the probability of going from state i to state j, so that rows sum to 1.
 * @throws RangeError when it is not one.
 */
export function requireTransitionMatrix(where: string, matrix: Matrix): void {
  requireSquare(where, "matrix", matrix);
  matrix.forEach((row, i) => requireProbabilities(where, `matrix[${i}]`, row));
}

/** The transition matrix of n steps, matrix^n (Chapman-Kolmogorov); n = 0 gives the identity. @throws RangeError */
export function nStepMatrix(matrix: Matrix, n: number): number[][] {
  requireTransitionMatrix("nStepMatrix", matrix);
  requireInteger("nStepMatrix", "n", n, 0);
  return matrixPower(matrix, n);
}

/** The distribution after `steps` steps from `start`, [n] → [n]. @throws RangeError for what is no distribution. */
export function evolveDistribution(
  matrix: Matrix,
  start: ArrayLike<number>,
  steps = 1,
): Float64Array {
  requireTransitionMatrix("evolveDistribution", matrix);
  requireProbabilities("evolveDistribution", "start", start);
  requireLength("evolveDistribution", "start", start, matrix.length);
  requireInteger("evolveDistribution", "steps", steps, 0);
  let now = Float64Array.from(start);
  for (let step = 0; step < steps; step++) {
    now = now.map((_, j) => now.reduce((sum, p, i) => sum + p * matrix[i]![j]!, 0));
  }
  return now;
}

/** Which states can be reached from each, in any number of steps (0 included). */
function reachable(matrix: Matrix): boolean[][] {
  return matrix.map((_, start) => {
    const seen = matrix.map((_, i) => i === start);
    const open = [start];
    for (let state = open.pop(); state !== undefined; state = open.pop()) {
      for (let next = 0; next < matrix.length; next++) {
        if (seen[next] || matrix[state]![next] === 0) continue;
        seen[next] = true;
        open.push(next);
      }
    }
    return seen;
  });
}

/** Whether every state can be reached from every other. @throws RangeError for what is no transition matrix. */
export function isIrreducible(matrix: Matrix): boolean {
  requireTransitionMatrix("isIrreducible", matrix);
  return reachable(matrix).every((row) => row.every((seen) => seen));
}

/**
 * The stationary distribution π = π · matrix, [n], by elimination without subtractions (Grassmann, Taksar & Heyman 1985),
 * exact to the last digits also for rare states.
 * @throws RangeError for what is no transition matrix, or a chain whose states do not all reach each other: then there
 *   may be more than one.
 */
export function stationaryDistribution(matrix: Matrix): Float64Array {
  requireTransitionMatrix("stationaryDistribution", matrix);
  if (!isIrreducible(matrix)) {
    throw new RangeError(
      "stationaryDistribution: some states do not reach each other, so that it may not be unique; split the chain.",
    );
  }
  const n = matrix.length;
  const rates = matrix.map((row) => Float64Array.from(row));
  for (let k = n - 1; k > 0; k--) {
    const leaving = rates[k]!.subarray(0, k).reduce((sum, p) => sum + p, 0);
    for (let i = 0; i < k; i++) {
      rates[i]![k] = rates[i]![k]! / leaving;
      for (let j = 0; j < k; j++) rates[i]![j] = rates[i]![j]! + rates[i]![k]! * rates[k]![j]!;
    }
  }
  const weights = new Float64Array(n);
  weights[0] = 1;
  for (let k = 1; k < n; k++) {
    for (let i = 0; i < k; i++) weights[k] = weights[k]! + weights[i]! * rates[i]![k]!;
  }
  const total = weights.reduce((sum, w) => sum + w, 0);
  return weights.map((w) => w / total);
}

/**
 * The largest |π_i P_ij - π_j P_ji|: 0 when the chain, started from π, looks the same run backwards (detailed balance).
 * @throws RangeError for what is no distribution.
 */
export function detailedBalanceGap(matrix: Matrix, distribution: ArrayLike<number>): number {
  requireTransitionMatrix("detailedBalanceGap", matrix);
  requireProbabilities("detailedBalanceGap", "distribution", distribution);
  requireLength("detailedBalanceGap", "distribution", distribution, matrix.length);
  let gap = 0;
  matrix.forEach((row, i) => {
    for (let j = 0; j < i; j++) {
      const flow = distribution[i]! * row[j]! - distribution[j]! * matrix[j]![i]!;
      gap = Math.max(gap, Math.abs(flow));
    }
  });
  return gap;
}

/** The chain run backwards in its stationary state: π_j P_ji / π_i, [n,n]. @throws as `stationaryDistribution`. */
export function reversedChain(matrix: Matrix): number[][] {
  const pi = stationaryDistribution(matrix);
  return matrix.map((_, i) => matrix.map((row, j) => (pi[j]! * row[i]!) / pi[i]!));
}

/** Total variation between the distribution after 0, ..., steps steps and the stationary one, [steps + 1]. */
export function mixingCurve(matrix: Matrix, start: ArrayLike<number>, steps: number): Float64Array {
  requireInteger("mixingCurve", "steps", steps, 0);
  const pi = stationaryDistribution(matrix);
  let now = evolveDistribution(matrix, start, 0);
  return Float64Array.from({ length: steps + 1 }, (_, step) => {
    if (step > 0) now = evolveDistribution(matrix, now);
    return totalVariationDiscrete(now, pi);
  });
}

/** A path of `steps` steps, [steps + 1] states from `start` on. @throws RangeError for a start that is no state. */
export function sampleMarkovChain(
  matrix: Matrix,
  start: number,
  steps: number,
  rng: Rng,
): Int32Array {
  requireTransitionMatrix("sampleMarkovChain", matrix);
  requireInteger("sampleMarkovChain", "start", start, 0, matrix.length - 1);
  requireInteger("sampleMarkovChain", "steps", steps, 0);
  const uniforms = rng.uniformArray(steps);
  const path = new Int32Array(steps + 1);
  path[0] = start;
  uniforms.forEach((u, i) => (path[i + 1] = categoryAt(matrix[path[i]!]!, u)));
  return path;
}

/**
 * How often each transition occurs in a path, as a share of the visits of its first state, [n,n]: an estimate of the
 * matrix. Rows of states never left are 0.
 * @throws RangeError for states that are not 0, ..., n - 1.
 */
export function transitionShares(path: ArrayLike<number>, states: number): number[][] {
  requireInteger("transitionShares", "states", states, 1);
  const counts = Array.from({ length: states }, () => new Array<number>(states).fill(0));
  for (let i = 0; i < path.length; i++) {
    requireInteger("transitionShares", `path[${i}]`, path[i]!, 0, states - 1);
    if (i > 0) counts[path[i - 1]!]![path[i]!]! += 1;
  }
  return counts.map((row) => {
    const visits = row.reduce((sum, c) => sum + c, 0);
    return row.map((c) => (visits === 0 ? 0 : c / visits));
  });
}
