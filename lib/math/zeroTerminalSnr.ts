import { requireNumbers } from "./requireNumbers";

/**
 * Changes betas so that ᾱ_T = 0, [T]: √ᾱ is shifted by its last value and stretched so that its first stays; Lin et al.
 * 2024 ("Common diffusion noise schedules and sample steps are flawed"), algorithm 1, and `rescale_betas_zero_snr` of
 * diffusers. The last beta becomes 1, the first stays.
 *
 * Computed from the falls √ᾱ_{t-1} - √ᾱ_t = √ᾱ_{t-1} β_t / (1 + √(1 - β_t)), whose sums are the shifted roots: nothing
 * nearly equal is subtracted.
 * @throws RangeError for fewer than two betas, one outside [0, 1], or a schedule that adds no noise after its first step.
 */
export function zeroTerminalSnrBetas(betas: Float64Array): Float64Array {
  requireNumbers("zeroTerminalSnrBetas", "betas", betas, 0, 1);
  if (betas.length === 1) {
    throw new RangeError("zeroTerminalSnrBetas: 1 beta; with one step, pass a beta of 1 instead.");
  }
  let root = 1;
  const falls = betas.map((beta) => {
    const fall = (root * beta) / (1 + Math.sqrt(1 - beta));
    root *= Math.sqrt(1 - beta);
    return fall;
  });
  const shifted = new Float64Array(betas.length); // √ᾱ_t - √ᾱ_T
  for (let i = betas.length - 2; i >= 0; i--) shifted[i] = shifted[i + 1]! + falls[i + 1]!;
  if (shifted[0] === 0) {
    throw new RangeError(
      "zeroTerminalSnrBetas: the betas after the first add no noise; start with a beta below 1 and let others be above 0.",
    );
  }
  return betas.map((beta, i) => {
    if (i === 0) return beta;
    const before = shifted[i - 1]!;
    return before === 0 ? 1 : (falls[i]! * (before + shifted[i]!)) / before ** 2;
  });
}
