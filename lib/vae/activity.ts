import { requireNumber, requireShape } from "../core/arguments";
import { klDiagonalPerDim, sampleVariance } from "../math";
import type { LatentCode } from "./inference";

/** How much a latent dimension says of the examples. */
export interface LatentActivity {
  /** Mean over the examples of KL(q(z_d|x) || p(z_d)), nats, [D]. */
  readonly kl: Float64Array;
  /** Variance over the examples of the posterior's mean, Cov_x(E_q[z_d]), [D]. */
  readonly variance: Float64Array;
  /** How many dimensions have a variance above the threshold. */
  readonly active: number;
}

/**
 * Posterior collapse, measured: a collapsed dimension has q(z_d|x) = p(z_d) for every x, so no KL and a mean that does not
 * move. Active units as Burda et al. 2016 (IWAE), section 5.2 and appendix C.
 * @param threshold a dimension with a larger variance is active.
 * @throws RangeError for fewer than two examples.
 */
export function latentActivity({ mean, deviation }: LatentCode, threshold = 0.01): LatentActivity {
  requireShape("latentActivity", "mean", mean.shape, [-1, -1]);
  requireShape("latentActivity", "deviation", deviation.shape, mean.shape);
  requireNumber("latentActivity", "threshold", threshold, 0);
  const [n, D] = mean.shape as [number, number];
  const column = ({ data }: LatentCode["mean"], d: number) =>
    Float64Array.from({ length: n }, (_, i) => data[i * D + d]!);
  const zero = new Float64Array(n);
  const prior = { mean: zero, variance: zero.map(() => 1) };
  const columns = Array.from({ length: D }, (_, d) => ({
    mean: column(mean, d),
    variance: column(deviation, d).map((sigma) => sigma ** 2),
  }));
  const variance = Float64Array.from(columns, (q) => sampleVariance(q.mean));
  return {
    kl: Float64Array.from(columns, (q) => average(klDiagonalPerDim(q, prior))),
    variance,
    active: variance.filter((value) => value > threshold).length,
  };
}

const average = (values: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
};
