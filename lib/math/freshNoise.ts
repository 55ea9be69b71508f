import { requireNumber } from "../core/arguments";
import { alphaBars, noiseVariances } from "./alphaBars";
import { reversePosterior, type ReversePosterior } from "./posterior";

/**
 * Reverse steps with another amount of fresh noise: x_{t-1} = √ᾱ_{t-1} x_0 + √(1 - ᾱ_{t-1} - σ_t²) ε + σ_t z, where ε is
 * the noise in x_t. Every σ_t keeps the marginals q(x_t|x_0); Song et al. 2021 (DDIM), equations 7 and 16.
 *
 * @param eta σ_t = η √β̃_t: 0 draws nothing (DDIM), 1 is the posterior of DDPM, more replaces more of the old noise by
 *   fresh; never more than all of it, σ_t² ≤ 1 - ᾱ_{t-1}.
 * @throws RangeError for a negative or infinite eta, or betas that `reversePosterior` refuses.
 */
export function freshNoisePosterior(betas: Float64Array, eta: number): ReversePosterior {
  requireNumber("freshNoisePosterior", "eta", eta, 0);
  const posterior = reversePosterior(betas);
  if (eta === 1) return posterior;
  const bars = alphaBars(betas);
  const noise = noiseVariances(betas);
  const previous = bars.map((_, i) => (i === 0 ? 1 : bars[i - 1]!));
  const noiseBefore = noise.map((_, i) => (i === 0 ? 0 : noise[i - 1]!));
  const variance = posterior.variance.map((v, i) => Math.min(eta ** 2 * v, noiseBefore[i]!));
  const coefXt = variance.map((v, i) => Math.sqrt((noiseBefore[i]! - v) / noise[i]!));
  const coefX0 = coefXt.map((c, i) => Math.sqrt(previous[i]!) - Math.sqrt(bars[i]!) * c);
  return { coefX0, coefXt, variance };
}
