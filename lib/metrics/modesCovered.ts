import { requireInteger } from "../core/arguments";
import type { NdArray } from "../core/ndarray";
import { klDiscrete } from "../math";
import { requireLength, requireNumbers, requirePositive } from "../math/requireNumbers";
import { requireFeatures } from "./features";
import { shareEstimate, type Share } from "./share";

/** What is known of the true distribution. */
export interface KnownModes {
  /** Centres of the K modes, [K,D]. */
  readonly centres: readonly (readonly number[])[];
  /** Standard deviation of a mode along each axis. */
  readonly scale: number;
  /** Probabilities of the modes, [K]. @default all 1/K */
  readonly weights?: readonly number[];
}

export interface ModesCoveredOptions {
  /** How many standard deviations from its mode a high-quality point may be. @default 3 */
  readonly radius?: number;
  /** How many high-quality points a mode needs to be covered. @default 1 */
  readonly least?: number;
}

export interface ModesCovered {
  /** Share of points within `radius` standard deviations of a mode. */
  readonly highQuality: Share;
  /** Modes with at least `least` high-quality points. */
  readonly covered: number;
  /** High-quality points of each mode, [K]. */
  readonly perMode: readonly number[];
  /** Points, good or not, whose nearest mode this is, [K]. */
  readonly nearest: readonly number[];
  /**
   * KL(generated || true) of the distribution over modes, nats, each point given to its nearest mode: 0 for equal shares,
   * log K when only one of K equal modes is there. Biased upwards by about (K - 1)/(2n).
   */
  readonly reverseKl: number;
}

/**
 * Modes covered and high-quality samples of points [n,D] against known modes: Srivastava et al. 2017 (VEEGAN), section
 * 4.1; reverse KL over nearest modes as Lin et al. 2018 (PacGAN), section 4.1. In two dimensions the true distribution
 * itself has 1 - exp(-9/2) = 98.9 % of its points within 3 standard deviations.
 * @throws RangeError for no points or centres, different dimensions, or numbers out of range.
 */
export function modesCovered(
  points: NdArray,
  modes: KnownModes,
  options: ModesCoveredOptions = {},
): ModesCovered {
  const { radius = 3, least = 1 } = options;
  const { n, D } = requireFeatures("modesCovered", "points", points);
  const weights = checkedWeights(modes, D);
  requirePositive("modesCovered", "radius", radius);
  requireInteger("modesCovered", "least", least, 1);
  const reach = (radius * modes.scale) ** 2;
  const perMode = modes.centres.map(() => 0);
  const nearest = modes.centres.map(() => 0);
  for (let i = 0; i < n; i++) {
    const { mode, squared } = nearestMode(points.data.subarray(i * D, (i + 1) * D), modes.centres);
    nearest[mode]!++;
    if (squared <= reach) perMode[mode]!++;
  }
  const good = perMode.reduce((sum, count) => sum + count, 0);
  return {
    highQuality: shareEstimate(good, n),
    covered: perMode.filter((count) => count >= least).length,
    perMode,
    nearest,
    reverseKl: klDiscrete(
      nearest.map((count) => count / n),
      weights,
    ),
  };
}

function checkedWeights({ centres, scale, weights }: KnownModes, D: number): readonly number[] {
  if (centres.length === 0) throw new RangeError("modesCovered: no centres; pass at least one.");
  centres.forEach((centre, k) => {
    requireLength("modesCovered", `centres[${k}]`, centre, D);
    requireNumbers("modesCovered", `centres[${k}]`, centre);
  });
  requirePositive("modesCovered", "scale", scale);
  if (weights === undefined) return centres.map(() => 1 / centres.length);
  requireLength("modesCovered", "weights", weights, centres.length);
  return weights;
}

function nearestMode(
  point: Float32Array,
  centres: readonly (readonly number[])[],
): { mode: number; squared: number } {
  let best = { mode: 0, squared: Infinity };
  centres.forEach((centre, mode) => {
    const squared = centre.reduce((sum, c, d) => sum + (point[d]! - c) ** 2, 0);
    if (squared < best.squared) best = { mode, squared };
  });
  return best;
}
