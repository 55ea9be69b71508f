import type { Context, Move, Stepper } from "./stepper";

/**
 * The variance of a reverse step:
 * - "fixed-small": β̃, that of the posterior; "fixed-large": β; both Ho et al. 2020, section 3.2.
 * - "learned-range": between both, as the network says in the second half of its last axis; Nichol & Dhariwal 2021,
 *   equation 15, with v in [-1, 1] as in their code.
 */
export type AncestralVariance = "fixed-small" | "fixed-large" | "learned-range";

export interface AncestralConfig {
  /** @default "fixed-small" */
  readonly variance?: AncestralVariance;
}

const variances: readonly AncestralVariance[] = ["fixed-small", "fixed-large", "learned-range"];

/** log β̃ is no lower than this, as in diffusers; matters only where a step ends in nearly no noise. */
const LEAST_VARIANCE = 1e-20;

/**
 * DDPM's ancestral sampling on the visited timesteps: x' drawn from q(x'|x_t, x_0) with the predicted x_0; Ho et al. 2020,
 * algorithm 2, respaced as in Nichol & Dhariwal 2021. No noise in the last step. Conventions of diffusers' DDPMScheduler.
 */
export function ancestral({ variance = "fixed-small" }: AncestralConfig = {}): Stepper {
  if (!variances.includes(variance)) {
    throw new RangeError(
      `ancestral: no variance '${variance}'; pass one of ${variances.join(", ")}.`,
    );
  }
  return {
    name: "ancestral",
    conventions: { aim: "next", final: "one", clip: "keep-epsilon" },
    step({ x, history }, move, context) {
      const { coefX0, coefXt, small, large } = posterior(move, context);
      const { x0, share } = context.predict(x, move.from);
      const mean = context.algebra.combine([
        [coefX0, x0],
        [coefXt, x],
      ]);
      if (move.to < 0) return { x: mean, history };
      const noise =
        variance === "learned-range"
          ? learned(share, small, large, context)
          : ([Math.sqrt(variance === "fixed-small" ? small : large), context.noise()] as const);
      return { x: context.algebra.combine([[1, mean], noise]), history };
    },
  };
}

/** q(x'|x_t, x_0) of a step that skips timesteps, β = 1 - ᾱ/ᾱ'; Ho et al. 2020, equations 6 and 7. */
function posterior<V>({ from, to }: Move, context: Context<V>) {
  const [here, there] = [context.marginal(from), context.marginal(to)];
  const alpha = (here.signal / there.signal) ** 2;
  const [rest, restAfter] = [here.noise ** 2, there.noise ** 2];
  return {
    coefX0: (there.signal * (1 - alpha)) / rest,
    coefXt: (Math.sqrt(alpha) * restAfter) / rest,
    small: (restAfter / rest) * (1 - alpha),
    large: 1 - alpha,
  };
}

/** exp(½ (frac log β + (1 - frac) log β̃)) z with frac = (v + 1)/2 */
function learned<V>(share: V | undefined, small: number, large: number, context: Context<V>) {
  if (share === undefined) {
    throw new RangeError(
      "ancestral: variance='learned-range', but the network gives no variance; it has to give twice the channels, or pass " +
        "variance 'fixed-small' or 'fixed-large'.",
    );
  }
  const low = Math.log(Math.max(small, LEAST_VARIANCE));
  const high = Math.log(Math.max(large, LEAST_VARIANCE));
  const { algebra } = context;
  const spread = algebra.scaled(context.noise(), algebra.combine([[(high - low) / 2, share]]));
  return [Math.exp((low + high) / 4), spread] as const;
}
