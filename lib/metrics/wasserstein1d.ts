import { requireNumber } from "../core/arguments";
import { requireNumbers } from "../math/requireNumbers";

/**
 * Wasserstein-p distance (∫ |F⁻¹(u) - G⁻¹(u)|^p du)^{1/p} of two sets of numbers, [n] and [m], exact for any sizes:
 * the quantile functions are steps; Peyré & Cuturi 2019, section 2.6.
 * @throws RangeError for an empty set, NaN, Infinity, or p below 1.
 */
export function wasserstein1d(x: ArrayLike<number>, y: ArrayLike<number>, p = 1): number {
  requireNumbers("wasserstein1d", "x", x);
  requireNumbers("wasserstein1d", "y", y);
  requireNumber("wasserstein1d", "p", p, 1);
  return wassersteinPower(Float64Array.from(x).sort(), Float64Array.from(y).sort(), p) ** (1 / p);
}

/** W_p^p of two sets already sorted. */
export function wassersteinPower(x: Float64Array, y: Float64Array, p: number): number {
  const [n, m] = [x.length, y.length];
  let sum = 0;
  // u runs over i/n and j/m together, in whole multiples of 1/(n m), so that no border is missed by rounding
  for (let i = 0, j = 0, u = 0; i < n && j < m;) {
    const next = Math.min((i + 1) * m, (j + 1) * n);
    sum += (next - u) * Math.abs(x[i]! - y[j]!) ** p;
    u = next;
    if (u === (i + 1) * m) i++;
    if (u === (j + 1) * n) j++;
  }
  return sum / (n * m);
}
