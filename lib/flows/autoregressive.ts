import { requireNumber } from "../core/arguments";
import * as tf from "../core/tf";
import { perExampleSum, type ParameterScope } from "../nn";
import { requireEvents, transformed, type Bijector } from "./bijector";
import { createMade, type MadeConfig } from "./made";

/** A MADE that gives μ and α. */
export interface AutoregressiveConfig extends Omit<MadeConfig, "outputs"> {
  /** Largest |α|, c: α becomes c tanh(α/c), so that far from the data no scale explodes. @default unbounded */
  readonly maxLogScale?: number;
}

/**
 * A layer of a masked autoregressive flow, z_i = (x_i - μ_i) exp(-α_i) with μ_i and α_i of the x before i: Gaussian
 * conditionals p(x_i | x_<i) = N(μ_i, exp(α_i)²), and log|det ∂z/∂x| = -Σ α_i. Forward is one pass of the network, inverse
 * is D passes; Papamakarios et al. 2017, equations 3 to 5. It starts as the identity.
 * @throws RangeError as `createMade`.
 */
export function createAutoregressive(
  scope: ParameterScope,
  config: AutoregressiveConfig,
): Bijector {
  const { dim, maxLogScale: most } = config;
  if (most !== undefined) requireNumber("autoregressive", "maxLogScale", most, Number.MIN_VALUE);
  const made = createMade(scope, { zeroInit: true, ...config, outputs: 2 });
  const bounded = (alpha: tf.Tensor) =>
    most === undefined ? alpha : alpha.div(most).tanh().mul(most);
  return {
    forward(x) {
      requireEvents("autoregressive", "x", x, [dim]);
      return transformed(() => {
        const [mu, raw] = made.apply(x) as [tf.Tensor2D, tf.Tensor2D];
        const alpha = bounded(raw);
        const value = x.sub(mu).mul(alpha.neg().exp());
        return { value, logDet: perExampleSum(alpha).neg() };
      });
    },
    inverse(z) {
      requireEvents("autoregressive", "z", z, [dim]);
      return transformed(() => {
        const columns = tf.split(z as tf.Tensor2D, dim, 1);
        const value = made.generate(z.shape[0]!, (i, [mu, raw]) =>
          columns[i]!.mul(bounded(raw!).exp()).add(mu!),
        );
        const alpha = bounded(made.apply(value)[1]!); // once more, now that all of x is known
        return { value, logDet: perExampleSum(alpha) };
      });
    },
  };
}

/** The same map the other way round. */
export const inverted = ({ forward, inverse }: Bijector): Bijector => ({
  forward: inverse,
  inverse: forward,
});
