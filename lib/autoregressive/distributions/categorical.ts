import * as tf from "../../core/tf";
import { levelOf, logSoftmax, valueOf } from "../../nn";
import type { PixelDistribution } from "./distribution";

/** Every level has a probability of its own: softmax over the levels. Van den Oord et al. 2016a, section 3.3. */
export const categorical = (levels: number): PixelDistribution => ({
  levels,
  parameters: levels,
  draws: 1,
  logProb: (parameters, x) =>
    tf.tidy(() => {
      const chosen = tf.oneHot(levelOf(x, levels).toInt(), levels).toFloat();
      return logSoftmax(parameters).mul(chosen).sum(-1);
    }),
  logProbs: logSoftmax,
  sample: (parameters, u) => tf.tidy(() => valueOf(categoryOf(tf.softmax(parameters), u), levels)),
});

/** The category into whose share of [0, 1) u falls: probabilities [...,K] and u [...,1] → [...], as floats. */
export const categoryOf = (probabilities: tf.Tensor, u: tf.Tensor): tf.Tensor =>
  tf.tidy(() => {
    const below = tf.lessEqual(tf.cumsum(probabilities, probabilities.rank - 1), u);
    return below
      .toFloat()
      .sum(-1)
      .minimum(probabilities.shape.at(-1)! - 1);
  });
