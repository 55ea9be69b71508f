import { requireInteger, requireNumber } from "../../core/arguments";

export interface LinearScheduleOptions {
  /** β of the first step. @default 1e-4 */
  readonly betaStart?: number;
  /** β of the last step. @default 0.02 */
  readonly betaEnd?: number;
  /**
   * "none" takes both ends as they are (Ho et al.'s code, diffusers, ermongroup); "1000/T" multiplies both by 1000/T so
   * that ᾱ_T hardly depends on T (OpenAI improved-diffusion and guided-diffusion, DiT); betas above 1, which come with
   * few steps, are then refused. @default "none"
   */
  readonly scaling?: "none" | "1000/T";
}

/** T numbers equally spaced from first to last, both included; one number is the first. */
export function equallySpaced(T: number, first: number, last: number): Float64Array {
  if (T === 1) return Float64Array.of(first);
  return Float64Array.from({ length: T }, (_, i) => first + ((last - first) * i) / (T - 1));
}

/**
 * Betas equally spaced from first to last, [T]; Ho et al. 2020, section 4.
 * @throws RangeError unless T is a positive integer and both (scaled) ends are in [0, 1].
 */
export function linearBetas(T: number, options: LinearScheduleOptions = {}): Float64Array {
  const { betaStart = 1e-4, betaEnd = 0.02, scaling = "none" } = options;
  requireInteger("linearBetas", "T", T, 1);
  const scale = scaling === "none" ? 1 : 1000 / T;
  const note = scaling === "none" ? "" : `*1000/${T}`;
  requireNumber("linearBetas", `betaStart${note}`, scale * betaStart, 0, 1);
  requireNumber("linearBetas", `betaEnd${note}`, scale * betaEnd, 0, 1);
  return equallySpaced(T, scale * betaStart, scale * betaEnd);
}
