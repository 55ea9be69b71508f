import { randomUniform } from "../core/random";
import * as tf from "../core/tf";
import type { OutputDistribution } from "./output";
import { perExampleSum } from "./perExampleSum";

/** A logistic distribution as tensors of the data's shape. */
export interface LogisticTensors {
  readonly location: tf.Tensor;
  /** Natural logarithm of the scale. */
  readonly logScale: tf.Tensor;
}

/** Levels 0, ..., 255 lie at -1 + 2 level/255. */
const HALF_BIN = 1 / 255;
const EDGE = 0.999;
/** Range of the scale's logarithm: a bin is 8.6 scales wide at its lower end (PixelCNN++'s), 7e-6 at its upper. */
const LOG_SCALES = [-7, 7] as const;

/**
 * log probability of each pixel's level (256 on [-1, 1], the outermost bins reaching to infinity) under a logistic
 * distribution, nats per dimension; Salimans et al. 2017 (PixelCNN++), equation 2 with one component. With the bin's ends
 * a < b in units of the scale, σ(b) - σ(a) = σ(b) σ(-a) (1 - e^(a-b)), whose logarithm needs no small difference.
 */
export const discretizedLogisticLogProb = (
  x: tf.Tensor,
  { location, logScale }: LogisticTensors,
): tf.Tensor =>
  tf.tidy(() => {
    const precision = logScale.neg().exp();
    const offset = x.sub(location);
    const upper = offset.add(HALF_BIN).mul(precision);
    const lower = offset.sub(HALF_BIN).mul(precision);
    const notWhite = x.less(EDGE).toFloat();
    const notBlack = x.greater(-EDGE).toFloat();
    const width = precision.mul(-2 * HALF_BIN);
    return tf
      .expm1(width)
      .neg()
      .log()
      .mul(notWhite.mul(notBlack))
      .sub(tf.softplus(upper.neg()).mul(notWhite))
      .sub(tf.softplus(lower).mul(notBlack));
  });

/** Location and scale from the raw numbers: the two halves of the last axis. */
function split(raw: tf.Tensor): LogisticTensors {
  const [location, logScale] = tf.split(raw, 2, raw.rank - 1) as [tf.Tensor, tf.Tensor];
  return { location, logScale: logScale.clipByValue(...LOG_SCALES) };
}

/** The nearest of the 256 levels on [-1, 1]. */
const nearestLevel = (x: tf.Tensor): tf.Tensor =>
  tf.tidy(() => x.clipByValue(-1, 1).add(1).mul(127.5).round().div(127.5).sub(1));

/**
 * Pixels of 256 levels; the network gives each a location and a log-scale. The mean is that of the clipped logistic,
 * -1 + s (softplus((μ+1)/s) - softplus((μ-1)/s)), the integral of its tail, from which that over the levels differs by
 * less than half a level.
 */
export const discretizedLogistic: OutputDistribution = {
  outputs: 2,
  binary: false,
  logProb: (x, raw) => tf.tidy(() => perExampleSum(discretizedLogisticLogProb(x, split(raw)))),
  mean: (raw) =>
    tf.tidy(() => {
      const { location, logScale } = split(raw);
      const scale = logScale.exp();
      const tail = (edge: number) => tf.softplus(location.sub(edge).div(scale));
      return tail(-1).sub(tail(1)).mul(scale).sub(1).clipByValue(-1, 1); // rounding may leave the range
    }),
  sample: (raw, key) =>
    tf.tidy(() => {
      const { location, logScale } = split(raw);
      const u = randomUniform(key, location.shape as tf.ShapeMap[tf.Rank]).clipByValue(1e-6, 1);
      const logistic = u.log().sub(tf.sub(1, u).clipByValue(1e-6, 1).log()); // log u - log(1 - u)
      return nearestLevel(location.add(logistic.mul(logScale.exp())));
    }),
};
