import { requireNumber } from "../core/arguments";
import * as tf from "../core/tf";
import { perExampleSum } from "../nn";

/** What keeps the discriminator's slope in bounds. */
export interface GradientPenalty {
  /**
   * - "r1": weight/2 · E‖∇D(x)‖² at real x; Mescheder et al. 2018, equation 9.
   * - "wgan-gp": weight · E(‖∇D(x̂)‖ - 1)² at x̂ between real and fake; Gulrajani et al. 2017, equation 3.
   *
   * ∇ is with respect to the input of the logit.
   */
  readonly kind: "r1" | "wgan-gp";
  /** γ or λ. @default 10, in both papers */
  readonly weight?: number;
}

/** Logits [B] of examples [B,...]. */
export type Logits = (x: tf.Tensor) => tf.Tensor1D;

/** Σ over each example of (∂logit/∂x)², [B,...] → [B]. It can itself be differentiated for the network's weights. */
export function squaredSlopes(logits: Logits, x: tf.Tensor): tf.Tensor1D {
  return tf.tidy(() => {
    const slopes = tf.grad((input: tf.Tensor) => logits(input).sum())(x);
    return perExampleSum(slopes.square());
  });
}

/** γ/2 · mean ‖∇D‖² at real examples. */
export const r1Penalty = (logits: Logits, real: tf.Tensor, weight: number): tf.Scalar =>
  tf.tidy(() =>
    squaredSlopes(logits, real)
      .mean()
      .mul<tf.Scalar>(weight / 2),
  );

/** λ · mean (‖∇D‖ - 1)² at x̂ = u x + (1 - u) G(z), one u in [0, 1) for each example, [B]. */
export const wganGpPenalty = (
  logits: Logits,
  { real, fake, u }: { real: tf.Tensor; fake: tf.Tensor; u: tf.Tensor1D },
  weight: number,
): tf.Scalar =>
  tf.tidy(() => {
    const share = u.reshape([-1, ...real.shape.slice(1).map(() => 1)]);
    const between = fake.add(real.sub(fake).mul(share));
    const norms = squaredSlopes(logits, between).add(1e-12).sqrt();
    return norms.sub(1).square().mean().mul<tf.Scalar>(weight);
  });

/** @throws RangeError for a penalty that there is none of, or a weight below 0. */
export function requirePenalty({ kind, weight = 10 }: GradientPenalty): Required<GradientPenalty> {
  if (kind !== "r1" && kind !== "wgan-gp") {
    throw new RangeError(`gan: penalty "${String(kind)}"; pass "r1" or "wgan-gp".`);
  }
  requireNumber("gan", "penalty.weight", weight, 0);
  return { kind, weight };
}
