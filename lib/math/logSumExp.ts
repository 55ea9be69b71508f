import { requireNumber } from "../core/arguments";

/**
 * log Σ e^(x_i), shifted by the largest so that nothing overflows; entries of -Infinity count as 0.
 * @throws RangeError for no values, NaN or Infinity.
 */
export function logSumExp(values: ArrayLike<number>): number {
  if (values.length === 0) throw new RangeError("logSumExp: no values; pass at least one.");
  let largest = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!(Number.isFinite(value) || value === -Infinity)) {
      requireNumber("logSumExp", `values[${i}]`, value);
    }
    largest = Math.max(largest, value);
  }
  if (largest === -Infinity) return -Infinity;
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += Math.exp(values[i]! - largest);
  return largest + Math.log(sum);
}

/** log of the mean of e^(x_i). @throws RangeError as `logSumExp`. */
export function logMeanExp(values: ArrayLike<number>): number {
  return logSumExp(values) - Math.log(values.length);
}
