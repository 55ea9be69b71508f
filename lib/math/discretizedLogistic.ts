import { requireInteger } from "../core/arguments";
import { requireLength, requireNumbers } from "./requireNumbers";

/** log(1 + e^x) without overflow. */
const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

/**
 * log probability of each value's level under a logistic distribution cut into bins, nats per dimension, [D]; the outermost
 * bins reach to infinity. Salimans et al. 2017 (PixelCNN++), equation 2 with one component. With a bin's ends a < b in units
 * of the scale, σ(b) - σ(a) = σ(b) σ(-a) (1 - e^(a-b)): no difference of close numbers.
 * @param x levels in [-1, 1], [D]: -1 + 2 level/(levels - 1)
 * @param location [D]
 * @param logScale logarithm of the scale, [D]
 * @throws RangeError for different lengths, numbers that are not finite, an x outside [-1, 1], or fewer than two levels.
 */
export function discretizedLogisticLogLikelihood(
  x: ArrayLike<number>,
  location: ArrayLike<number>,
  logScale: ArrayLike<number>,
  levels = 256,
): Float64Array {
  const where = "discretizedLogisticLogLikelihood";
  requireNumbers(where, "x", x, -1, 1);
  requireNumbers(where, "location", location);
  requireNumbers(where, "logScale", logScale);
  requireLength(where, "location", location, x.length);
  requireLength(where, "logScale", logScale, x.length);
  requireInteger(where, "levels", levels, 2);
  const halfBin = 1 / (levels - 1);
  const edge = 1 - halfBin / 4;
  return Float64Array.from(x, (value, i) => {
    const precision = Math.exp(-logScale[i]!);
    const upper = (value - location[i]! + halfBin) * precision;
    const lower = (value - location[i]! - halfBin) * precision;
    const notAbove = value > edge ? 0 : -softplus(-upper);
    const notBelow = value < -edge ? 0 : -softplus(lower);
    const inner = Math.abs(value) > edge ? 0 : Math.log(-Math.expm1(-2 * halfBin * precision));
    return notAbove + notBelow + inner;
  });
}
