import { requireInteger } from "../core/arguments";
import type { NdArray } from "../core/ndarray";
import { meanEstimate, type Estimate } from "../math";
import { forEachDistanceRow, requireNeighbours, squaredNeighbourRadii } from "./neighbours";
import { requireFeaturePair } from "./features";
import { shareEstimate, type Share } from "./share";

export interface DensityCoverageOptions {
  /** Which neighbour sets the radius of a real point's ball. @default 5 */
  readonly k?: number;
}

export interface DensityCoverage {
  /**
   * Real balls that hold a generated point, on average, over k: expected to be 1 when both sets come from one
   * distribution, and above 1 when the generated points crowd where the real ones are dense. The error is that of the
   * mean over generated points, the balls held fixed.
   */
  readonly density: Estimate;
  /** Share of real balls that hold a generated point, with the binomial error that holds the generated set fixed. */
  readonly coverage: Share;
  readonly k: number;
}

/**
 * Density and coverage of features [n,D] of real and [m,D] of generated examples: as `precisionRecall` but with balls
 * around real points only, counted instead of joined, so that one outlier does little; Naeem et al. 2020, section 3.
 * Points on the border are outside, as in the authors' code; a set has density exactly 1 with itself.
 * @throws RangeError unless there are k + 1 real and 2 generated points, finite and of one dimension.
 */
export function densityCoverage(
  real: NdArray,
  generated: NdArray,
  options: DensityCoverageOptions = {},
): DensityCoverage {
  const { k = 5 } = options;
  const { n, m } = requireFeaturePair("densityCoverage", ["real", real], ["generated", generated]);
  requireInteger("densityCoverage", "k", k, 1);
  requireNeighbours("densityCoverage", { real: n }, k);
  if (m < 2) throw new RangeError("densityCoverage: 1 point in generated; a mean's error needs 2.");
  const radii = squaredNeighbourRadii(real, k);
  const balls = new Float64Array(m);
  let covered = 0;
  forEachDistanceRow(real, generated, (i, row) => {
    const radius = radii[i]!;
    let inside = 0;
    for (let j = 0; j < m; j++) {
      if (row[j]! >= radius) continue;
      balls[j]!++;
      inside++;
    }
    if (inside > 0) covered++;
  });
  return {
    density: meanEstimate(balls.map((count) => count / k)),
    coverage: shareEstimate(covered, n),
    k,
  };
}

/**
 * Coverage to expect when n real and m generated points come from one continuous distribution, whatever it is:
 * 1 - Π_{i=1..k} (n - i)/(n + m - i), near 1 - 2^-k for n = m; Naeem et al. 2020, section 3.
 * @throws RangeError unless 1 <= k < n and m >= 1.
 */
export function expectedCoverage(n: number, m: number, k: number): number {
  requireInteger("expectedCoverage", "n", n, 2);
  requireInteger("expectedCoverage", "m", m, 1);
  requireInteger("expectedCoverage", "k", k, 1, n - 1);
  let missed = 1;
  for (let i = 1; i <= k; i++) missed *= (n - i) / (n + m - i);
  return 1 - missed;
}
