import { requireNumber } from "../core/arguments";
import { erf, erfc, erfcx, expMinusSquare } from "./erf";
import { requirePositive } from "./requireNumbers";

const HALF_LOG_TWO_PI = Math.log(2 * Math.PI) / 2;

/**
 * log N(x; mean, variance) in nats.
 * @throws RangeError unless the variance is above 0.
 */
export function normalLogDensity(x: number, mean = 0, variance = 1): number {
  requireNumber("normalLogDensity", "x", x);
  requireNumber("normalLogDensity", "mean", mean);
  requirePositive("normalLogDensity", "variance", variance);
  return -((x - mean) ** 2 / variance + Math.log(variance)) / 2 - HALF_LOG_TWO_PI;
}

/** N(x; mean, variance). @throws RangeError unless the variance is above 0. */
export function normalDensity(x: number, mean = 0, variance = 1): number {
  return Math.exp(normalLogDensity(x, mean, variance));
}

/** Φ(z), the standard normal distribution function, accurate in both tails. @throws RangeError for NaN. */
export function normalCdf(z: number): number {
  if (z < -1 && z > -39) return (expMinusSquare(z, 0.5) * erfcx(-z / Math.SQRT2)) / 2;
  return erfc(-z / Math.SQRT2) / 2;
}

/** log Φ(z) in nats, also where Φ itself is too small for a number. @throws RangeError for NaN. */
export function normalLogCdf(z: number): number {
  if (z > -5) return z > 1 ? Math.log1p(-normalCdf(-z)) : Math.log(normalCdf(z));
  if (z === -Infinity) return -Infinity;
  return Math.log(erfcx(-z / Math.SQRT2) / 2) - (z * z) / 2;
}

/**
 * The z with Φ(z) = p: in the tails a rational guess (Abramowitz & Stegun 26.2.23), then Halley's iteration on Φ.
 * @param p in [0, 1]; 0 gives -Infinity, 1 gives Infinity.
 * @throws RangeError for a p outside [0, 1].
 */
export function normalQuantile(p: number): number {
  requireNumber("normalQuantile", "p", p, 0, 1);
  if (p === 0 || p === 1) return p === 0 ? -Infinity : Infinity;
  if (p > 0.25 && p < 0.75) return centralQuantile(2 * p - 1);
  return p > 0.5 ? -lowerQuantile(1 - p) : lowerQuantile(p);
}

/** The z with erf(z/√2) = q: Newton's iteration, which keeps all digits around 0. */
function centralQuantile(q: number): number {
  let z = q * Math.sqrt(Math.PI / 2);
  for (let i = 0; i < 6; i++) {
    z -= (erf(z / Math.SQRT2) - q) * Math.sqrt(Math.PI / 2) * Math.exp((z * z) / 2);
  }
  return z;
}

function lowerQuantile(p: number): number {
  const t = Math.sqrt(-2 * Math.log(p));
  const top = 2.515517 + t * (0.802853 + t * 0.010328);
  const bottom = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308));
  let z = top / bottom - t;
  for (let i = 0; i < 4; i++) {
    // (Φ(z) - p)/φ(z), with the factor e^(-z²/2) that both Φ and φ hold taken out of the first
    const mills = (Math.sqrt(Math.PI / 2) * erfc(-z / Math.SQRT2)) / Math.exp((-z * z) / 2);
    const step = mills - p * Math.sqrt(2 * Math.PI) * Math.exp((z * z) / 2);
    z -= step / (1 + (z * step) / 2);
  }
  return z;
}

/** Probability that a standard normal variable is farther than |z| from 0, on either side: erfc(|z|/√2). */
export const twoSidedTail = (z: number): number => erfc(Math.abs(z) / Math.SQRT2);
