import { randomUniform } from "../core/random";
import * as tf from "../core/tf";
import { perExampleSum } from "../nn";
import type { OutputDistribution } from "./output";

/** Pixels from [-1, 1] to [0, 1]. */
const unit = (x: tf.Tensor): tf.Tensor => x.add(1).mul(0.5);

/**
 * White (1) with probability σ(l), black (-1) else; l the raw numbers. Kingma & Welling 2014, appendix C.1:
 * log p = Σ b l - softplus(l), b the pixel in [0, 1].
 */
export const bernoulli: OutputDistribution = {
  outputs: 1,
  requireData(where, { data }) {
    const grey = data.find((value) => value !== 1 && value !== -1);
    if (grey === undefined) return;
    throw new RangeError(
      `${where}: a pixel of ${grey}, but a Bernoulli output gives probabilities to -1 and 1 only; pass binarised pictures ` +
        'or take output "discretizedLogistic".',
    );
  },
  logProb: (x, raw) => tf.tidy(() => perExampleSum(unit(x).mul(raw).sub(tf.softplus(raw)))),
  mean: (raw) => tf.tidy(() => tf.sigmoid(raw).mul(2).sub(1)),
  sample: (raw, key) =>
    tf.tidy(() => {
      const u = randomUniform(key, raw.shape as tf.ShapeMap[tf.Rank]);
      return u.less(tf.sigmoid(raw)).toFloat().mul(2).sub(1);
    }),
};
