import { requireInteger } from "../core/arguments";
import type { NdArray } from "../core/ndarray";
import { forEachDistanceRow, requireNeighbours, squaredNeighbourRadii } from "./neighbours";
import { requireFeaturePair } from "./features";
import { shareEstimate, type Share } from "./share";

export interface PrecisionRecallOptions {
  /** Which neighbour sets the radius of a point's ball. @default 3 */
  readonly k?: number;
}

/** Shares with binomial errors that hold the other set, and so the balls, fixed. */
export interface PrecisionRecall {
  /** Share of generated points that lie in the estimated support of the real ones: fidelity. */
  readonly precision: Share;
  /** Share of real points that lie in the estimated support of the generated ones: diversity. */
  readonly recall: Share;
  readonly k: number;
}

/**
 * Improved precision and recall of features [n,D] of real and [m,D] of generated examples: the support of a set is the
 * union of the balls around its points, each as large as the distance to the k-th nearest neighbour in the set, border
 * included; Kynkäänniemi et al. 2019, eq. 1 and 2. One outlier among the real points has a huge ball and inflates
 * precision; see `densityCoverage`. The numbers depend on n, m and k: compare only equal ones.
 * @throws RangeError unless both sets have at least k + 1 finite points of one dimension.
 */
export function precisionRecall(
  real: NdArray,
  generated: NdArray,
  options: PrecisionRecallOptions = {},
): PrecisionRecall {
  const { k = 3 } = options;
  const { n, m } = requireFeaturePair("precisionRecall", ["real", real], ["generated", generated]);
  requireInteger("precisionRecall", "k", k, 1);
  requireNeighbours("precisionRecall", { real: n, generated: m }, k);
  const realRadii = squaredNeighbourRadii(real, k);
  const generatedRadii = squaredNeighbourRadii(generated, k);
  const inReal = new Uint8Array(m);
  const inGenerated = new Uint8Array(n);
  forEachDistanceRow(real, generated, (i, row) => {
    const radius = realRadii[i]!;
    for (let j = 0; j < m; j++) {
      if (row[j]! <= radius) inReal[j] = 1;
      if (row[j]! <= generatedRadii[j]!) inGenerated[i] = 1;
    }
  });
  return { precision: shareOfOnes(inReal), recall: shareOfOnes(inGenerated), k };
}

function shareOfOnes(marks: Uint8Array): Share {
  return shareEstimate(
    marks.reduce((sum, mark) => sum + mark, 0),
    marks.length,
  );
}
