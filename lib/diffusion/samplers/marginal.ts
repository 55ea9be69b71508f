import { requireInteger } from "../../core/arguments";

/** x_t = signal x_0 + noise ε: √ᾱ_t and √(1 - ᾱ_t). */
export interface Marginal {
  readonly signal: number;
  readonly noise: number;
}

export const marginalOf = (alphaBar: number): Marginal => ({
  signal: Math.sqrt(alphaBar),
  noise: Math.sqrt(1 - alphaBar),
});

/**
 * The marginals of a process at its timesteps, and after the last step at t = -1: ᾱ = 1, or ᾱ_0 again for "first".
 * @throws RangeError (from the function returned) for a t outside -1, ..., T - 1.
 */
export function marginals(
  alphaBars: Float64Array,
  final: "one" | "first" = "one",
): (t: number) => Marginal {
  const last = final === "one" ? 1 : alphaBars[0]!;
  return (t) => {
    requireInteger("sampler", "t", t, -1, alphaBars.length - 1);
    return marginalOf(t === -1 ? last : alphaBars[t]!);
  };
}
