import * as tf from "../core/tf";

/** A diagonal Gaussian as tensors that broadcast against each other. */
export interface GaussianTensors {
  readonly mean: tf.Tensor;
  /** Natural logarithm of the variance. */
  readonly logVariance: tf.Tensor;
}

/**
 * KL(p || q), nats per dimension, of the broadcast shape: ½ (log σ_q² - log σ_p² - 1 + σ_p²/σ_q² + (μ_p - μ_q)²/σ_q²); as
 * `klNormal` of dgm/math, in float32 and with a gradient.
 */
export const gaussianKl = (p: GaussianTensors, q: GaussianTensors): tf.Tensor =>
  tf.tidy(() => {
    const gap = p.logVariance.sub(q.logVariance); // log of the ratio of variances
    const distance = p.mean.sub(q.mean).square().mul(q.logVariance.neg().exp());
    return gap.exp().sub(1).sub(gap).add(distance).mul(0.5);
  });

/** Φ by ½ (1 + tanh u) = sigmoid(2u), as OpenAI's codes train with: its gradient does not vanish so early. */
const phi = (z: tf.Tensor): tf.Tensor =>
  tf.sigmoid(z.add(z.mul(z).mul(z).mul(0.044715)).mul(2 * Math.sqrt(2 / Math.PI)));

const HALF_BIN = 1 / 255;
const EDGE = 0.999;
const FLOOR = 1e-12;

/**
 * log probability of each value's bin (256 levels on [-1, 1]) under N(mean, e^logVariance), nats per dimension; as
 * `discretizedGaussianLogLikelihood` of dgm/math with `cdf: "tanh", floor: 1e-12`, in float32 and with a gradient. Ho et
 * al. 2020, equation 13.
 */
export const discretizedGaussian = (
  x: tf.Tensor,
  { mean, logVariance }: GaussianTensors,
): tf.Tensor =>
  tf.tidy(() => {
    const precision = logVariance.mul(-0.5).exp();
    const offset = x.sub(mean);
    const bin = (centre: tf.Tensor, halfWidth: number) => phi(centre.add(halfWidth).mul(precision));
    const lower = offset.abs().neg(); // symmetric: from the tail where both are small
    const inside = bin(lower, HALF_BIN).sub(bin(lower, -HALF_BIN));
    const below = bin(offset, HALF_BIN);
    const above = bin(offset.neg(), HALF_BIN);
    const all = tf.where(x.less(-EDGE), below, tf.where(x.greater(EDGE), above, inside));
    return tf.maximum(all, FLOOR).log();
  });
