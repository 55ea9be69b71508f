import { requireInteger } from "../core/arguments";
import type { Estimate } from "../math";

/** The quantile of the normal distribution that leaves 2.5 % above it. */
const Z = 1.959963984540054;

/** A share of independent trials. */
export interface Share extends Estimate {
  /** Trials that succeeded. */
  readonly count: number;
  readonly total: number;
  /** 95 % Wilson interval: sound also for shares near 0 and 1, where `standardError` is 0 and says nothing. */
  readonly interval: readonly [number, number];
}

/**
 * Share p = count/total, its binomial standard error √(p(1 - p)/total), and the Wilson score interval
 * (p + z²/2n ± z √(p(1 - p)/n + z²/4n²))/(1 + z²/n), z = 1.96; Wilson 1927, Brown, Cai & DasGupta 2001.
 * @throws RangeError for a total below 1 or a count that is not 0, ..., total.
 */
export function shareEstimate(count: number, total: number): Share {
  requireInteger("shareEstimate", "total", total, 1);
  requireInteger("shareEstimate", "count", count, 0, total);
  const p = count / total;
  const variance = (p * (1 - p)) / total;
  const z2 = Z ** 2 / total;
  const half = Math.sqrt(Z ** 2 * variance + z2 ** 2 / 4);
  const low = count === 0 ? 0 : (p + z2 / 2 - half) / (1 + z2);
  const high = count === total ? 1 : (p + z2 / 2 + half) / (1 + z2);
  return { estimate: p, standardError: Math.sqrt(variance), count, total, interval: [low, high] };
}
