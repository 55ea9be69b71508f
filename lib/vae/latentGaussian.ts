import * as tf from "../core/tf";
import { standardNormalLogDensity } from "../nn";

/** q(z|x) of each example: a Gaussian with independent dimensions. */
export interface LatentGaussian {
  /** [B,D] */
  readonly mean: tf.Tensor2D;
  /** Natural logarithm of the variance, [B,D]. */
  readonly logVariance: tf.Tensor2D;
}

const LOG_TWO_PI = Math.log(2 * Math.PI);

/** The two halves of an encoder's output, [B,2D]. */
export function latentGaussian(code: tf.Tensor2D): LatentGaussian {
  const [mean, logVariance] = tf.split(code, 2, 1) as [tf.Tensor2D, tf.Tensor2D];
  return { mean, logVariance };
}

/** z = μ + σ ε, [B,D]: differentiable for μ and σ; Kingma & Welling 2014, section 2.4. */
export const reparameterise = (
  { mean, logVariance }: LatentGaussian,
  noise: tf.Tensor2D,
): tf.Tensor2D => tf.tidy(() => mean.add(logVariance.mul(0.5).exp().mul(noise)));

/** KL(q(z|x) || N(0, I)) of each dimension, nats, [B,D]: (μ² + σ² - 1 - log σ²)/2; Kingma & Welling 2014, appendix B. */
export const latentKlPerDim = ({ mean, logVariance }: LatentGaussian): tf.Tensor2D =>
  tf.tidy(() => mean.square().add(logVariance.exp()).sub(1).sub(logVariance).mul(0.5));

/** log N(z; 0, I), nats, [B,D] → [B]. */
export const logPrior = (z: tf.Tensor2D): tf.Tensor1D => standardNormalLogDensity(z);

/** log q(z|x), nats, [B,D] → [B]. */
export const logPosterior = (z: tf.Tensor2D, { mean, logVariance }: LatentGaussian): tf.Tensor1D =>
  tf.tidy(() => {
    const square = z.sub(mean).square().mul(logVariance.neg().exp());
    return square.add(logVariance).add(LOG_TWO_PI).sum<tf.Tensor1D>(1).mul(-0.5);
  });
