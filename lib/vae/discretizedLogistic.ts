import { requirePixels } from "../core/pixels";
import { randomUniform } from "../core/random";
import * as tf from "../core/tf";
import {
  discretizedLogisticLogProb,
  nearestLevel,
  perExampleSum,
  type LogisticTensors,
} from "../nn";
import type { OutputDistribution } from "./output";

/** Range of the scale's logarithm: a bin is 8.6 scales wide at its lower end (PixelCNN++'s), 7e-6 at its upper. */
const LOG_SCALES = [-7, 7] as const;

/** Location and scale from the raw numbers: the two halves of the last axis. */
function split(raw: tf.Tensor): LogisticTensors {
  const [location, logScale] = tf.split(raw, 2, raw.rank - 1) as [tf.Tensor, tf.Tensor];
  return { location, logScale: logScale.clipByValue(...LOG_SCALES) };
}

/** Levels of a pixel. */
const LEVELS = 256;

/**
 * Pixels of 256 levels; the network gives each a location and a log-scale. The mean is that of the clipped logistic,
 * -1 + s (softplus((μ+1)/s) - softplus((μ-1)/s)), the integral of its tail, from which that over the levels differs by
 * less than half a level.
 */
export const discretizedLogistic: OutputDistribution = {
  outputs: 2,
  requireData: (where, x) => requirePixels(where, "x", x),
  logProb: (x, raw) =>
    tf.tidy(() => perExampleSum(discretizedLogisticLogProb(x, split(raw), LEVELS))),
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
      return nearestLevel(location.add(logistic.mul(logScale.exp())), LEVELS);
    }),
};
