import { alphaBars, noiseVariances } from "./alphaBars";

/**
 * Signal-to-noise ratio ᾱ_t / (1 - ᾱ_t), [T]; Kingma et al. 2021 (VDM), equation 1. Infinity as long as ᾱ_t = 1, 0 once
 * ᾱ_t = 0.
 * @throws RangeError for a beta outside [0, 1].
 */
export function snr(betas: Float64Array): Float64Array {
  const variances = noiseVariances(betas);
  return alphaBars(betas).map((bar, i) => bar / variances[i]!);
}

/** Natural logarithm of `snr`, [T]: Infinity where ᾱ_t = 1, -Infinity where it is 0. @throws RangeError as `snr` does. */
export function logSnr(betas: Float64Array): Float64Array {
  return snr(betas).map((ratio) => Math.log(ratio));
}

/** The ᾱ of a log-SNR λ: sigmoid(λ); Kingma et al. 2021 (VDM), equation 5. Infinity gives 1, -Infinity 0. */
export function alphaBarOfLogSnr(lambda: number): number {
  if (Number.isNaN(lambda)) {
    throw new RangeError("alphaBarOfLogSnr: lambda=NaN; expected a number.");
  }
  return 1 / (1 + Math.exp(-lambda));
}
