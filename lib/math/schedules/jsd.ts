import { requireInteger } from "../../core/arguments";

/**
 * β_t = 1/(T - t + 1) for t = 1, ..., T, that is 1/T, 1/(T-1), ..., 1, [T], so that ᾱ_t = 1 - t/T falls linearly to 0;
 * Sohl-Dickstein et al. 2015, section 2.4.1, and `jsd` of Ho et al.'s code.
 * @throws RangeError unless T is a positive integer.
 */
export function jsdBetas(T: number): Float64Array {
  requireInteger("jsdBetas", "T", T, 1);
  return Float64Array.from({ length: T }, (_, i) => 1 / (T - i));
}
