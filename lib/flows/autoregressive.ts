import * as tf from "../core/tf";
import type { ParameterScope } from "../nn";
import { requireEvents, sumPerExample, transformed, type Bijector } from "./bijector";
import { createMade, type MadeConfig } from "./made";

/** A MADE that gives μ and α. */
export type AutoregressiveConfig = Omit<MadeConfig, "outputs">;

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
  const made = createMade(scope, { zeroInit: true, ...config, outputs: 2 });
  const { dim } = config;
  return {
    forward(x) {
      requireEvents("autoregressive", "x", x, [dim]);
      return transformed(() => {
        const [mu, alpha] = made.apply(x) as [tf.Tensor2D, tf.Tensor2D];
        const value = x.sub(mu).mul(alpha.neg().exp());
        return { value, logDet: sumPerExample(alpha).neg() };
      });
    },
    inverse(z) {
      requireEvents("autoregressive", "z", z, [dim]);
      return transformed(() => {
        const columns = tf.split(z as tf.Tensor2D, dim, 1);
        const value = made.generate(z.shape[0]!, (i, [mu, alpha]) =>
          columns[i]!.mul(alpha!.exp()).add(mu!),
        );
        const alpha = made.apply(value)[1]!; // once more, now that all of x is known
        return { value, logDet: sumPerExample(alpha) };
      });
    },
  };
}

/** The same map the other way round. */
export const inverted = ({ forward, inverse }: Bijector): Bijector => ({
  forward: inverse,
  inverse: forward,
});
