import type { NumericArray } from "./figure";

/**
 * Exponential moving average, corrected for its start as Adam's moments are (Kingma and Ba 2015,
 * section 3), so that the first value is the first of the input. NaN in the input is passed over.
 * @param factor weight of the past, from 0 (no smoothing) to below 1
 */
export function movingAverage(values: NumericArray, factor: number): Float64Array {
  const smooth = new Float64Array(values.length);
  let sum = 0;
  let weight = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isFinite(value)) {
      sum = factor * sum + (1 - factor) * value;
      weight = factor * weight + (1 - factor);
    }
    smooth[i] = weight > 0 ? sum / weight : NaN;
  }
  return smooth;
}

/**
 * At most `count` values that stand for all: means over equal runs, NaN passed over. An input that
 * is short enough comes back as it is.
 */
export function binMeans(values: NumericArray, count: number): Float32Array {
  if (values.length <= count) return Float32Array.from(values);
  const means = new Float32Array(count);
  for (let bin = 0; bin < count; bin++) {
    const from = Math.floor((bin * values.length) / count);
    const to = Math.floor(((bin + 1) * values.length) / count);
    let sum = 0;
    let seen = 0;
    for (let i = from; i < to; i++) {
      if (!Number.isFinite(values[i]!)) continue;
      sum += values[i]!;
      seen++;
    }
    means[bin] = seen > 0 ? sum / seen : NaN;
  }
  return means;
}
