import { requireInteger } from "../core/arguments";
import { requireNumbers } from "./requireNumbers";

/**
 * The betas of the process that visits only `timesteps`: β'_i = 1 - ᾱ_i / ᾱ_{i-1} over the kept steps, so that its
 * marginals q(x_t|x_0) are those of the full process. Nichol & Dhariwal 2021, section 4.
 * @param timesteps 0-based, strictly rising.
 * @throws RangeError for timesteps that are not so, none at all, or any after one with ᾱ = 0.
 */
export function respacedBetas(bars: Float64Array, timesteps: readonly number[]): Float64Array {
  requireTimesteps("respacedBetas", timesteps, bars.length);
  return Float64Array.from(timesteps, (t, i) => {
    const previous = i === 0 ? -1 : timesteps[i - 1]!;
    const before = previous < 0 ? 1 : bars[previous]!;
    if (before === 0) {
      throw new RangeError(
        `respacedBetas: alphaBars[${previous}]=0, so that nothing is left to noise at timestep ${t}; end there.`,
      );
    }
    return 1 - bars[t]! / before;
  });
}

/**
 * `respacedBetas` from the betas themselves, to full precision: the noise of the steps in between is compounded,
 * v ← (1 - β) v + β, and nothing is subtracted.
 * @param betas [T]
 * @param timesteps 0-based, strictly rising.
 * @throws RangeError for timesteps that are not so, none at all, or a beta outside [0, 1].
 */
export function compoundedBetas(betas: Float64Array, timesteps: readonly number[]): Float64Array {
  requireNumbers("compoundedBetas", "betas", betas, 0, 1);
  requireTimesteps("compoundedBetas", timesteps, betas.length);
  let next = 0;
  return Float64Array.from(timesteps, (t) => {
    let variance = 0;
    for (; next <= t; next++) variance = (1 - betas[next]!) * variance + betas[next]!;
    return variance;
  });
}

function requireTimesteps(where: string, timesteps: readonly number[], T: number): void {
  if (timesteps.length === 0) throw new RangeError(`${where}: no timesteps; pass at least one.`);
  timesteps.forEach((t, i) =>
    requireInteger(where, "timestep", t, i === 0 ? 0 : timesteps[i - 1]! + 1, T - 1),
  );
}
