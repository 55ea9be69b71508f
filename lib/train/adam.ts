import { requireNumber } from "../core/arguments";
import { updateInPlace } from "../core/compile/inPlace";
import * as tf from "../core/tf";
import { createOptimizer, type Optimizer, type Slot } from "./optimizer";

export interface AdamConfig {
  /** Decay of the first moment. @default 0.9 */
  readonly beta1?: number;
  /** Decay of the second moment. @default 0.999 */
  readonly beta2?: number;
  /** Added to √v̂, as in the paper and PyTorch. @default 1e-8 */
  readonly epsilon?: number;
}

export interface AdamWConfig extends AdamConfig {
  /** Each update first shrinks a weight by the share rate · weightDecay. @default 0.01 */
  readonly weightDecay?: number;
}

function requireDecay(name: string, value: number): void {
  requireNumber("adam", name, value, 0, 1);
  if (value < 1) return;
  throw new RangeError(
    `adam: ${name}=${value}; expected below 1, since it divides by 1 - ${name}.`,
  );
}

/** Adam; Kingma & Ba 2015, algorithm 1. @throws RangeError for a decay outside [0, 1) or a negative epsilon. */
export const createAdam = (
  variables: ReadonlyMap<string, tf.Variable>,
  config: AdamConfig = {},
): Optimizer => adam("adam", variables, { ...config, weightDecay: 0 });

/**
 * Adam with decoupled weight decay; Loshchilov & Hutter 2019, algorithm 2, with the decay multiplied by the learning rate
 * as in PyTorch.
 * @throws RangeError for a decay outside [0, 1), a negative epsilon or weight decay.
 */
export const createAdamW = (
  variables: ReadonlyMap<string, tf.Variable>,
  config: AdamWConfig = {},
): Optimizer => adam("adamW", variables, config);

function adam(
  name: string,
  variables: ReadonlyMap<string, tf.Variable>,
  { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0.01 }: AdamWConfig,
): Optimizer {
  requireDecay("beta1", beta1);
  requireDecay("beta2", beta2);
  requireNumber(name, "epsilon", epsilon, 0);
  requireNumber(name, "weightDecay", weightDecay, 0);
  return createOptimizer(variables, {
    name,
    config: { beta1, beta2, epsilon, weightDecay },
    kinds: ["m", "v"],
    // m / (1 - β₁ᵗ) / (√(v / (1 - β₂ᵗ)) + ε), with the corrections moved into the rate and ε
    coefficients(learningRate, step) {
      const root = Math.sqrt(1 - beta2 ** step);
      const rate = (learningRate * root) / (1 - beta1 ** step);
      return [rate, epsilon * root, 1 - learningRate * weightDecay];
    },
    update(slot, [rate, smallest, shrink]) {
      const { variable } = slot;
      if (weightDecay > 0) variable.assign(variable.mul(shrink!));
      step(slot, { beta1, beta2, rate: rate!, smallest: smallest! });
    },
  });
}

interface Step {
  readonly beta1: number;
  readonly beta2: number;
  readonly rate: tf.Scalar;
  readonly smallest: tf.Scalar;
}

/**
 * One update of one variable; in a compiled step TensorFlow's own op, in one pass over the memory. Powers of 0 switch its
 * bias correction off. It rounds 1 - β₂ to float32, so its v is a little off, by a constant factor (1.2e-5 for 0.999);
 * the rate and ε take the root of that factor, which leaves the weights right.
 */
function step({ variable, gradient, state }: Slot, { beta1, beta2, rate, smallest }: Step): void {
  const m = state.m!;
  const v = state.v!;
  const eager = () => {
    m.assign(m.mul(beta1).add(gradient.mul(1 - beta1)));
    v.assign(v.mul(beta2).add(gradient.square().mul(1 - beta2)));
    variable.assign(variable.sub(m.mul(rate).div(v.sqrt().add(smallest))));
  };
  const root = Math.sqrt(Math.fround(1 - Math.fround(beta2)) / (1 - beta2));
  const inputs = () => {
    const [zero, decay1, decay2] = [0, beta1, beta2].map((value) => tf.scalar(value));
    return [zero!, zero!, rate.mul(root), decay1!, decay2!, smallest.mul(root), gradient];
  };
  updateInPlace({ op: "ResourceApplyAdam", variables: [variable, m, v], inputs }, eager);
}
