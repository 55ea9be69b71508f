import { requireInteger } from "../core/arguments";

/**
 * How `steps` of T trained timesteps are chosen, each named after the code that does so:
 * - "leading": i · ⌊T/S⌋ + offset; diffusers `leading` (with its `steps_offset`), ermongroup/ddim `uniform`.
 * - "leading-all": every multiple of ⌊T/S⌋ below T, + offset; CompVis latent-diffusion `uniform` with offset 1. More than
 *   S of them when S does not divide T.
 * - "trailing": round(T - i · T/S) - 1; diffusers `trailing`, Lin et al. 2024, table 2.
 * - "linspace": round(i · (T - 1)/(S - 1)); diffusers `linspace`; OpenAI improved-diffusion, `timestep_respacing` "S".
 * - "stride": multiples of the smallest stride that gives exactly S; OpenAI, `timestep_respacing` "ddimS".
 * - "from-minus-one": ⌊-1 + i · T/S⌋ for i = 1, ..., S; lucidrains' denoising-diffusion-pytorch.
 * - "quadratic": ⌊(i · √(0.8 T)/(S - 1))²⌋ + offset; ermongroup/ddim `quad`, CompVis `quad` with offset 1.
 * Roundings are to the nearest, halves to the even number, as in numpy and Python.
 */
export type TimestepSpacing =
  "leading" | "leading-all" | "trailing" | "linspace" | "stride" | "from-minus-one" | "quadratic";

export interface TimestepSpacingOptions {
  /** @default "leading" */
  readonly spacing?: TimestepSpacing;
  /** Added to each timestep; Stable Diffusion takes 1 with "leading". @default 0 */
  readonly offset?: number;
}

/** Nearest integer, halves to the even one. */
function roundHalfEven(x: number): number {
  const below = Math.floor(x);
  const rest = x - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 !== 0) ? below + 1 : below;
}

type Rule = (T: number, S: number) => number[];

const count = (S: number, f: (i: number) => number) => Array.from({ length: S }, (_, i) => f(i));

const rules: Record<TimestepSpacing, Rule> = {
  leading: (T, S) => count(S, (i) => i * Math.floor(T / S)),
  "leading-all": (T, S) => {
    const stride = Math.floor(T / S);
    return count(Math.ceil(T / stride), (i) => i * stride);
  },
  trailing: (T, S) => count(S, (i) => roundHalfEven(T - (S - 1 - i) * (T / S)) - 1),
  linspace: (T, S) => (S === 1 ? [0] : count(S, (i) => roundHalfEven(i * ((T - 1) / (S - 1))))),
  stride: (T, S) => {
    for (let stride = 1; stride <= T; stride++) {
      if (Math.ceil(T / stride) === S) return count(S, (i) => i * stride);
    }
    throw new RangeError(
      `timestepSpacing: no integer stride takes exactly ${S} of ${T} timesteps; choose another number of steps.`,
    );
  },
  "from-minus-one": (T, S) => count(S, (i) => Math.floor(((i + 1) * T) / S) - 1),
  quadratic: (T, S) => {
    if (S === 1) return [0];
    const end = Math.sqrt(T * 0.8);
    return count(S, (i) => Math.trunc((i === S - 1 ? end : i * (end / (S - 1))) ** 2));
  },
};

/**
 * The timesteps that a sampler of `steps` steps visits, 0-based and rising.
 * @param T number of trained timesteps.
 * @throws RangeError unless 1 <= steps <= T, for an unknown spacing, for a timestep that the offset pushes out of
 *   0, ..., T - 1, and for "stride" when no stride gives that many.
 */
export function timestepSpacing(
  T: number,
  steps: number,
  options: TimestepSpacingOptions = {},
): number[] {
  const { spacing = "leading", offset = 0 } = options;
  requireInteger("timestepSpacing", "T", T, 1);
  requireSteps("timestepSpacing", T, steps);
  requireInteger("timestepSpacing", "offset", offset);
  const rule = rules[spacing] as Rule | undefined;
  if (rule === undefined) {
    throw new RangeError(
      `timestepSpacing: no spacing '${spacing}'; pass one of ${Object.keys(rules).join(", ")}.`,
    );
  }
  const timesteps = rule(T, steps).map((t) => t + offset);
  const outside = timesteps.find((t) => t < 0 || t >= T);
  if (outside === undefined) return timesteps;
  throw new RangeError(
    `timestepSpacing: timestep ${outside} (offset ${offset}) is not one of 0, ..., ${T - 1}; change the offset or take fewer steps.`,
  );
}

function requireSteps(where: string, T: number, steps: number): void {
  if (Number.isInteger(steps) && steps >= 1 && steps <= T) return;
  throw new RangeError(
    `${where}: steps=${steps}, but the process has ${T} trained steps; pass 1 <= steps <= ${T}.`,
  );
}

/**
 * `steps` timesteps spread evenly over 0, ..., T - 1, both ends included (for steps = 1 the last), rising.
 * @throws RangeError when steps is not in 1, ..., T.
 */
export function evenTimesteps(T: number, steps: number): number[] {
  requireInteger("evenTimesteps", "T", T, 1);
  requireSteps("evenTimesteps", T, steps);
  if (steps === 1) return [T - 1];
  return Array.from({ length: steps }, (_, i) => Math.round((i * (T - 1)) / (steps - 1)));
}
