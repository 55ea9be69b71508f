import { requireInteger } from "../../core/arguments";
import { timestepSpacing, type TimestepSpacing, type TimestepSpacingOptions } from "../../math";
import type { Conventions, Move } from "./stepper";

export interface TimestepOptions extends TimestepSpacingOptions {
  /**
   * Where a step aims: at the "next" visited timestep, or a "stride" of ⌊T/S⌋ below its own, as diffusers' DDIM and PNDM do
   * even where the next one is elsewhere ("linspace", or S that does not divide T with "trailing"). @default "next"
   */
  readonly aim?: "next" | "stride";
  /**
   * Choose one timestep more and leave out the lowest, as diffusers' DPM-Solver does; or with which spacings to do so.
   * @default false
   */
  readonly dropLowest?: boolean | ((spacing: TimestepSpacing) => boolean);
}

/** Stable Diffusion's: "leading" from timestep 1, ᾱ_0 after the last step, no clipping (x_0 is a latent). */
export const stableDiffusion: Conventions = {
  spacing: "leading",
  offset: 1,
  dropLowest: false,
  final: "first",
  clip: "none",
};

/**
 * The steps of a sampler, first from the highest timestep, last to -1.
 * @param T number of trained timesteps.
 * @throws RangeError as `timestepSpacing`, and when a timestep would be visited twice.
 */
export function samplingMoves(T: number, steps: number, options: TimestepOptions = {}): Move[] {
  const { aim = "next", dropLowest = false, spacing = "leading", offset = 0 } = options;
  const drop = typeof dropLowest === "function" ? dropLowest(spacing) : dropLowest;
  requireInteger("samplingMoves", "T", T, 1);
  if (drop) requireInteger("samplingMoves", "steps", steps, 1, T - 1);
  const visited = timestepSpacing(T, drop ? steps + 1 : steps, { spacing, offset });
  const twice = visited.findIndex((t, i) => i > 0 && t <= visited[i - 1]!);
  if (twice >= 0) {
    throw new RangeError(
      `samplingMoves: ${steps} steps with spacing '${spacing}' visit timestep ${visited[twice]} twice; take fewer steps or another spacing.`,
    );
  }
  const kept = drop ? visited.slice(1) : visited;
  const stride = Math.floor(T / steps);
  return kept
    .map((from, i) => {
      const target = aim === "stride" ? from - stride : i === 0 ? -1 : kept[i - 1]!;
      return { from, to: Math.max(-1, target) };
    })
    .reverse();
}

/** The same timesteps upwards: first from -1, each step from where the last one ended. */
export function inversionMoves(T: number, steps: number, options: TimestepOptions = {}): Move[] {
  return samplingMoves(T, steps, { ...options, aim: "next" })
    .map(({ from, to }) => ({ from: to, to: from }))
    .reverse();
}
