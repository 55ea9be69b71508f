import { requireNumber } from "../core/arguments";
import type * as tf from "../core/tf";
import { createOptimizer, type Optimizer } from "./optimizer";

export interface SgdConfig {
  /** Share of the velocity that each update keeps. @default 0 */
  readonly momentum?: number;
  /** Look ahead: Nesterov's momentum. @default false */
  readonly nesterov?: boolean;
}

/**
 * Stochastic gradient descent: velocity ← momentum · velocity + gradient, weight ← weight - rate · velocity, as PyTorch
 * does it (Sutskever et al. 2013, section 2, has the rate inside the velocity).
 * @throws RangeError for a momentum outside [0, 1].
 */
export function createSgd(
  variables: ReadonlyMap<string, tf.Variable>,
  { momentum = 0, nesterov = false }: SgdConfig = {},
): Optimizer {
  requireNumber("sgd", "momentum", momentum, 0, 1);
  return createOptimizer(variables, {
    name: "sgd",
    config: { momentum, nesterov },
    kinds: momentum > 0 ? ["velocity"] : [],
    coefficients: (learningRate) => [learningRate],
    update({ variable, gradient, state: { velocity } }, [rate]) {
      let direction = gradient;
      if (velocity) {
        velocity.assign(velocity.mul(momentum).add(gradient));
        direction = nesterov ? velocity.mul(momentum).add(gradient) : velocity;
      }
      variable.assign(variable.sub(direction.mul(rate!)));
    },
  });
}
