import { requireInteger } from "../core/arguments";
import { randomNormal } from "../core/random";
import * as tf from "../core/tf";
import { levelOf, perExampleSum, standardNormalLogDensity, type ParameterScope } from "../nn";
import { forEachExample } from "./bijector";
import { createConvConditioner } from "./conditioners";
import { withinBin, type Dequantiser } from "./dequantiser";
import { squeeze, squeezedShape } from "./squeeze";

export interface VariationalDequantiserConfig {
  /** Shape of a picture, [H,W,C], H and W even. */
  readonly eventShape: readonly number[];
  /** @default 256 */
  readonly levels?: number;
  /** Width of the network that looks at the picture. @default 32 */
  readonly hidden?: number;
}

/** Bound of the noise's log-scales. */
const MAX_LOG_SCALE = 3;

/**
 * Trained noise: u = σ(μ(x) + exp(s(x)) ε), ε ~ N(0, I), with μ and s from a convolutional network that sees the picture: a
 * conditional flow of one affine map and a sigmoid. The flow and its noise are trained together to raise the bound; Ho et al.
 * 2019 (Flow++), section 3.1.
 * @throws RangeError for fewer than two levels, or a picture of odd sides.
 */
export function createVariationalDequantiser(
  scope: ParameterScope,
  { eventShape, levels = 256, hidden = 32 }: VariationalDequantiserConfig,
): Dequantiser {
  requireInteger("variationalDequantiser", "levels", levels, 2);
  const squeezed = squeezedShape(eventShape);
  const channels = squeezed[2];
  const arrange = squeeze(eventShape);
  const look = createConvConditioner(scope, {
    inChannels: channels,
    outChannels: 2 * channels,
    hidden,
  });
  return {
    kind: "variational",
    levels,
    dequantise: (x, key) =>
      tf.tidy(() => {
        const level = levelOf(x, levels);
        const seen = arrange.forward(level.mul(2 / (levels - 1)).sub(1)).value;
        const [mean, raw] = tf.split(look(seen), 2, -1) as [tf.Tensor, tf.Tensor];
        const logScale = raw.div(MAX_LOG_SCALE).tanh().mul(MAX_LOG_SCALE);
        const epsilon = randomNormal(key, [x.shape[0]!, ...squeezed]);
        const v = mean.add(logScale.exp().mul(epsilon));
        const logSlope = tf.softplus(v).add(tf.softplus(v.neg())).neg(); // log σ'(v)
        const u = arrange.inverse(tf.sigmoid(v)).value;
        const dims = u.size / u.shape[0]!;
        const logDensity = standardNormalLogDensity(epsilon)
          .sub<tf.Tensor1D>(perExampleSum(logScale.add(logSlope)))
          .add<tf.Tensor1D>(forEachExample(tf.scalar(dims * Math.log(levels / 2)), x));
        return { value: withinBin(level, u, levels), logDensity };
      }),
  };
}
