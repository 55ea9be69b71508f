import { requireInteger, requireNumber } from "../../core/arguments";

export interface CosineScheduleOptions {
  /** Keeps the first betas from being too small. @default 0.008 */
  readonly s?: number;
  /** Upper limit of a beta. @default 0.999 */
  readonly maxBeta?: number;
}

/**
 * Betas of the cosine schedule, [T]: ᾱ_t = f(t)/f(0), f(t) = cos²((t/T + s)/(1 + s) · π/2); Nichol & Dhariwal 2021,
 * equation 17. β_t = 1 - f(t)/f(t-1) is computed as sin(b - a) sin(b + a) / cos² a with the angles a, b of the steps
 * t - 1 and t, which subtracts no nearly equal numbers.
 * @throws RangeError unless T is a positive integer, s is at least 0, and maxBeta is in [0, 1].
 */
export function cosineBetas(T: number, options: CosineScheduleOptions = {}): Float64Array {
  const { s = 0.008, maxBeta = 0.999 } = options;
  requireInteger("cosineBetas", "T", T, 1);
  requireNumber("cosineBetas", "s", s, 0);
  requireNumber("cosineBetas", "maxBeta", maxBeta, 0, 1);
  const unit = Math.PI / (2 * T * (1 + s)); // the angle of one step
  return Float64Array.from({ length: T }, (_, i) => {
    const sum = Math.min(2 * i + 1 + 2 * T * s, 2 * (T - i) - 1); // a + b, or π - (a + b)
    const cosine = Math.sin(unit * (T - i)); // cos a
    return Math.min((Math.sin(unit) * Math.sin(unit * sum)) / cosine ** 2, maxBeta);
  });
}
