import { requireInteger, requireNumber } from "../core/arguments";

/** Noise schedules in float64. Arrays have T entries; index t - 1 holds the paper's step t = 1, ..., T. */

export interface LinearScheduleOptions {
  /** β of the first step. @default 1e-4 */
  readonly betaStart?: number;
  /** β of the last step. @default 0.02 */
  readonly betaEnd?: number;
}

/** Betas equally spaced from first to last; Ho et al. 2020, section 4. */
export function linearBetas(T: number, options: LinearScheduleOptions = {}): Float64Array {
  const { betaStart = 1e-4, betaEnd = 0.02 } = options;
  requireInteger("linearBetas", "T", T, 1);
  requireNumber("linearBetas", "betaStart", betaStart, 0, 1);
  requireNumber("linearBetas", "betaEnd", betaEnd, 0, 1);
  if (T === 1) return Float64Array.of(betaStart);
  return Float64Array.from(
    { length: T },
    (_, i) => betaStart + ((betaEnd - betaStart) * i) / (T - 1),
  );
}

export interface CosineScheduleOptions {
  /** Keeps the first betas from being too small. @default 0.008 */
  readonly s?: number;
  /** Upper limit of a beta. @default 0.999 */
  readonly maxBeta?: number;
}

/** Betas of the cosine schedule, ᾱ_t = f(t)/f(0), f(t) = cos²((t/T + s)/(1 + s) · π/2); Nichol & Dhariwal 2021, eq. 17. */
export function cosineBetas(T: number, options: CosineScheduleOptions = {}): Float64Array {
  const { s = 0.008, maxBeta = 0.999 } = options;
  requireInteger("cosineBetas", "T", T, 1);
  requireNumber("cosineBetas", "s", s, 0);
  requireNumber("cosineBetas", "maxBeta", maxBeta, 0, 1);
  const f = (t: number) => Math.cos(((t / T + s) / (1 + s)) * (Math.PI / 2)) ** 2;
  return Float64Array.from({ length: T }, (_, i) => Math.min(1 - f(i + 1) / f(i), maxBeta));
}

/** ᾱ_t = Π_{s≤t} (1 - β_s); Ho et al. 2020, below equation 3. @throws RangeError for a beta outside [0, 1]. */
export function alphaBars(betas: Float64Array): Float64Array {
  let product = 1;
  return betas.map((beta, i) => {
    requireNumber("alphaBars", `betas[${i}]`, beta, 0, 1);
    return (product *= 1 - beta);
  });
}

/**
 * The betas of the process that visits only `timesteps`: β'_i = 1 - ᾱ_i / ᾱ_{i-1} over the kept steps, so that its
 * marginals q(x_t|x_0) are those of the full process. Nichol & Dhariwal 2021, section 4.
 * @param timesteps 0-based, strictly rising.
 * @throws RangeError for timesteps that are not so, none at all, or any after one with ᾱ = 0.
 */
export function respacedBetas(bars: Float64Array, timesteps: readonly number[]): Float64Array {
  if (timesteps.length === 0)
    throw new RangeError("respacedBetas: no timesteps; pass at least one.");
  let previous = -1;
  return Float64Array.from(timesteps, (t) => {
    requireInteger("respacedBetas", "timestep", t, previous + 1, bars.length - 1);
    const before = previous < 0 ? 1 : bars[previous]!;
    if (before === 0) {
      throw new RangeError(
        `respacedBetas: alphaBars[${previous}]=0, so that nothing is left to noise at timestep ${t}; end there.`,
      );
    }
    previous = t;
    return 1 - bars[t]! / before;
  });
}

/**
 * `steps` timesteps spread evenly over 0, ..., T - 1, both ends included (for steps = 1 the last), rising.
 * @throws RangeError when steps is not in 1, ..., T.
 */
export function evenTimesteps(T: number, steps: number): number[] {
  requireInteger("evenTimesteps", "T", T, 1);
  if (!Number.isInteger(steps) || steps < 1 || steps > T) {
    throw new RangeError(
      `evenTimesteps: steps=${steps}, but the process has ${T} trained steps; pass 1 <= steps <= ${T}.`,
    );
  }
  if (steps === 1) return [T - 1];
  return Array.from({ length: steps }, (_, i) => Math.round((i * (T - 1)) / (steps - 1)));
}
