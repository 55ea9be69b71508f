import { requireNumber, requireShape } from "../core/arguments";
import * as tf from "../core/tf";

/** Classifier-free guidance; Ho & Salimans 2022. */
export interface Guidance {
  /** How far to go; see `convention`. */
  readonly scale: number;
  /**
   * What `scale` means, with c the prediction for the class and u the one without:
   * - "scale": u + s (c - u); 1 is the plain conditional model (Imagen, Stable Diffusion, DiT).
   * - "weight": (1 + w) c - w u, the paper's equation 6; 0 is the plain conditional model, and s = 1 + w.
   * @default "scale"
   */
  readonly convention?: "scale" | "weight";
  /** φ of `rescaleGuidance`; Lin et al. 2024 take 0.7. @default 0 */
  readonly rescale?: number;
}

/** s of u + s (c - u). @throws RangeError for a scale that is not finite, or an unknown convention. */
export function guidanceScale({ scale, convention = "scale" }: Guidance): number {
  requireNumber("guidance", "scale", scale);
  if (convention === "scale") return scale;
  if (convention === "weight") return 1 + scale;
  throw new RangeError(
    `guidance: convention=${String(convention)}; pass "scale" for u + s (c - u) or "weight" for (1 + w) c - w u.`,
  );
}

/** u + s (c - u), any shape. @throws RangeError for different shapes. */
export function guided<T extends tf.Tensor>(
  conditional: T,
  unconditional: T,
  scale: number | tf.Scalar,
): T {
  requireShape("guidance", "unconditional", unconditional.shape, conditional.shape);
  return tf.tidy(() => unconditional.add(conditional.sub(unconditional).mul<T>(scale)));
}

/** Where a prediction is the same everywhere, as a fresh network's, its deviation counts as this: 0/0 is no number. */
const LEAST_DEVIATION = 1e-12;

/** Standard deviation of each example over all its numbers, dividing by their count less one; [B,...] → [B,1,...]. */
function deviations(x: tf.Tensor): tf.Tensor {
  const axes = x.shape.map((_, axis) => axis).slice(1);
  const count = x.size / x.shape[0]!;
  return x
    .sub(x.mean(axes, true))
    .square()
    .sum(axes, true)
    .div(count - 1)
    .sqrt();
}

/**
 * Brings a guided prediction's standard deviation back to that of the conditional one, φ of the way:
 * φ g std(c)/std(g) + (1 - φ) g for each example, [B,...]; Lin et al. 2024, equations 15 and 16. The deviations are the
 * unbiased ones of torch.
 * @throws RangeError for different shapes, or fewer than two numbers in an example.
 */
export function rescaleGuidance<T extends tf.Tensor>(
  guidedPrediction: T,
  conditional: T,
  phi: number | tf.Scalar,
): T {
  requireShape("guidance", "guided", guidedPrediction.shape, conditional.shape);
  if (guidedPrediction.size / guidedPrediction.shape[0]! < 2) {
    throw new RangeError(
      `guidance: 1 number in each example; rescaling needs a deviation of at least 2.`,
    );
  }
  return tf.tidy(() => {
    const least = tf.maximum(deviations(guidedPrediction), LEAST_DEVIATION);
    const ratio = deviations(conditional).div(least);
    const factor = ratio.sub(1).mul(phi).add(1); // φ ratio + 1 - φ
    return guidedPrediction.mul<T>(factor);
  });
}
