import { requireNumber } from "../core/arguments";
import { normalCdf } from "./normal";
import { requireLength, requireNumbers, requirePositive } from "./requireNumbers";

export interface DiscretizedGaussianOptions {
  /**
   * "exact" takes Φ itself; "tanh" the approximation ½ (1 + tanh(√(2/π) (z + 0.044715 z³))) of OpenAI's
   * improved-diffusion and guided-diffusion and of DiT, up to 3e-4 off. @default "exact"
   */
  readonly cdf?: "exact" | "tanh";
  /** Half of a bin's width; the default is that of 256 levels on [-1, 1]. @default 1/255 */
  readonly halfBin?: number;
  /** Values beyond ±edge are in the outermost bins, which reach to infinity. @default 0.999 */
  readonly edge?: number;
  /** Least probability of a bin; 1e-12 is that of the codes named, 0 for none. @default 0 */
  readonly floor?: number;
}

/** Approximate Φ by tanh; Page 1977, with the constants that OpenAI's code uses. */
export function tanhNormalCdf(z: number): number {
  requireNumber("tanhNormalCdf", "z", z);
  return (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (z + 0.044715 * z ** 3))) / 2;
}

/** Φ(b) - Φ(a), from the tail where both are small. */
function between(cdf: (z: number) => number, a: number, b: number): number {
  return a > 0 ? cdf(-a) - cdf(-b) : cdf(b) - cdf(a);
}

/**
 * log probability of the bin around each value under N(mean, e^(2 logDeviation)), nats per dimension, [D]; the decoder
 * term L_0, Ho et al. 2020, equation 13. -Infinity where the probability is below the least number and there is no floor.
 * @param x values in [-1, 1], [D]
 * @param mean [D]
 * @param logDeviation logarithm of the standard deviation (half the log-variance), [D] or one for all.
 * @throws RangeError for different lengths, numbers that are not finite, or an x outside [-1, 1].
 */
export function discretizedGaussianLogLikelihood(
  x: ArrayLike<number>,
  mean: ArrayLike<number>,
  logDeviation: ArrayLike<number> | number,
  options: DiscretizedGaussianOptions = {},
): Float64Array {
  const { cdf = "exact", halfBin = 1 / 255, edge = 0.999, floor = 0 } = options;
  const where = "discretizedGaussianLogLikelihood";
  const logs =
    typeof logDeviation === "number" ? new Float64Array(x.length).fill(logDeviation) : logDeviation;
  requireNumbers(where, "x", x, -1, 1);
  requireNumbers(where, "mean", mean);
  requireNumbers(where, "logDeviation", logs);
  requireLength(where, "mean", mean, x.length);
  requireLength(where, "logDeviation", logs, x.length);
  requirePositive(where, "halfBin", halfBin);
  requireNumber(where, "edge", edge, 0, 1);
  requireNumber(where, "floor", floor, 0, 1);
  const phi = cdf === "exact" ? normalCdf : tanhNormalCdf;
  return Float64Array.from(x, (value, i) => {
    const precision = Math.exp(-logs[i]!);
    const upper = precision * (value - mean[i]! + halfBin);
    const lower = precision * (value - mean[i]! - halfBin);
    if (value < -edge) return Math.log(Math.max(phi(upper), floor));
    if (value > edge) return Math.log(Math.max(phi(-lower), floor));
    return Math.log(Math.max(between(phi, lower, upper), floor));
  });
}
