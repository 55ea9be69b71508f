import { requireInteger } from "../../core/arguments";
import * as tf from "../../core/tf";
import { discretizedLogisticLogProb, logSumExp, nearestLevel } from "../../nn";
import { categoryOf } from "./categorical";
import type { PixelDistribution } from "./distribution";

/** Least log-scale for 256 levels, as in PixelCNN++; for others the same share of a level's width. */
const LEAST_LOG_SCALE = -7;
/** Flat over all levels long before; more would end in e^-d = 1 in float32. */
const GREATEST_LOG_SCALE = 7;

/** The components of the mixture, each [...,K]: logits of their weights, means, logarithms of their scales. */
export interface LogisticComponents {
  readonly logits: tf.Tensor;
  readonly means: tf.Tensor;
  readonly logScales: tf.Tensor;
}

/**
 * A mixture of K logistic distributions, cut into levels: the probability of a level is that of its bin, half-way to its
 * neighbours; Salimans et al. 2017, section 2.1, and `discretizedLogisticLogProb`.
 *
 * The network's numbers are, in this order, K logits, K means and K log-scales; where all are 0, the components stand evenly
 * over [-1, 1].
 */
export function logisticMixture(levels: number, mixtures: number): PixelDistribution {
  requireInteger("logisticMixture", "levels", levels, 2);
  requireInteger("logisticMixture", "mixtures", mixtures, 1);
  const least = LEAST_LOG_SCALE + Math.log(255 / (levels - 1));

  const componentsOf = (parameters: tf.Tensor): LogisticComponents => {
    const [logits, means, logScales] = tf.split(parameters, 3, -1) as [tf.Tensor, tf.Tensor, tf.Tensor]; // prettier-ignore
    const places = Array.from({ length: mixtures }, (_, k) => (2 * k + 1) / mixtures - 1);
    return {
      logits,
      means: means.add(tf.tensor1d(places)),
      logScales: logScales.sub(Math.log(mixtures)).clipByValue(least, GREATEST_LOG_SCALE),
    };
  };

  const logProb = (parameters: tf.Tensor, x: tf.Tensor): tf.Tensor =>
    tf.tidy(() => {
      const { logits, means, logScales } = componentsOf(parameters);
      const all = discretizedLogisticLogProb(
        x.expandDims(-1),
        { location: means, logScale: logScales },
        levels,
      );
      return logSumExp(all.add(logits)).sub(logSumExp(logits));
    });

  return {
    levels,
    parameters: 3 * mixtures,
    draws: 2,
    logProb,
    logProbs: (parameters) =>
      tf.tidy(() => {
        const values = tf.linspace(-1, 1, levels);
        return logProb(parameters.expandDims(-2), values);
      }),
    sample: (parameters, u) =>
      tf.tidy(() => {
        const { logits, means, logScales } = componentsOf(parameters);
        const [which, where] = tf.split(u, 2, -1) as [tf.Tensor, tf.Tensor];
        const chosen = tf.oneHot(categoryOf(tf.softmax(logits), which).toInt(), mixtures).toFloat();
        const of = (each: tf.Tensor) => each.mul(chosen).sum(-1);
        const p = where.squeeze([-1]).clipByValue(1e-7, 1 - 1e-7);
        const noise = p.log().sub(p.neg().log1p());
        return nearestLevel(of(means).add(of(logScales).exp().mul(noise)), levels);
      }),
  };
}
