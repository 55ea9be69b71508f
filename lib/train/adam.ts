import { requireNumber } from "../core/arguments";
import * as tf from "../core/tf";

export interface AdamConfig {
  /** Decay of the first moment. @default 0.9 */
  readonly beta1?: number;
  /** Decay of the second moment. @default 0.999 */
  readonly beta2?: number;
  /** Added to √v̂, as in the paper and PyTorch. @default 1e-8 */
  readonly epsilon?: number;
}

/** An optimizer over the variables it was made for, and no others. */
export interface Optimizer {
  /**
   * The numbers that change from update to update, computed in float64.
   * @param step 1 for the first update.
   */
  coefficients(learningRate: number, step: number): readonly number[];
  /** Moves every variable that has a gradient. @param coefficients those of `coefficients`, as scalars. */
  apply(gradients: ReadonlyMap<string, tf.Tensor>, coefficients: readonly tf.Scalar[]): void;
  /** The moments, named `<variable>.m` and `<variable>.v`. */
  readonly state: ReadonlyMap<string, tf.Variable>;
  dispose(): void;
}

function requireDecay(name: string, value: number): void {
  requireNumber("adam", name, value, 0, 1);
  if (value < 1) return;
  throw new RangeError(
    `adam: ${name}=${value}; expected below 1, since it divides by 1 - ${name}.`,
  );
}

/** Adam; Kingma & Ba 2015, algorithm 1. @throws RangeError for a decay outside [0, 1) or a negative epsilon. */
export function createAdam(
  variables: ReadonlyMap<string, tf.Variable>,
  config: AdamConfig = {},
): Optimizer {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = config;
  requireDecay("beta1", beta1);
  requireDecay("beta2", beta2);
  requireNumber("adam", "epsilon", epsilon, 0);
  const state = new Map<string, tf.Variable>();
  for (const [name, variable] of variables) {
    state.set(
      `${name}.m`,
      tf.tidy(() => tf.variable(tf.zerosLike(variable), false)),
    );
    state.set(
      `${name}.v`,
      tf.tidy(() => tf.variable(tf.zerosLike(variable), false)),
    );
  }

  const coefficients: Optimizer["coefficients"] = (learningRate, step) => [
    learningRate / (1 - beta1 ** step),
    1 / Math.sqrt(1 - beta2 ** step),
  ];
  const apply: Optimizer["apply"] = (gradients, [rate, rootCorrection]) => {
    for (const [name, gradient] of gradients) {
      const variable = variables.get(name);
      const m = state.get(`${name}.m`);
      const v = state.get(`${name}.v`);
      if (!variable || !m || !v) {
        throw new Error(
          `adam: gradient for '${name}', which this optimizer does not own; give each network its own optimizer.`,
        );
      }
      tf.tidy(() => {
        m.assign(m.mul(beta1).add(gradient.mul(1 - beta1)));
        v.assign(v.mul(beta2).add(gradient.square().mul(1 - beta2)));
        const denominator = v.sqrt().mul(rootCorrection!).add(epsilon);
        variable.assign(variable.sub(m.mul(rate!).div(denominator)));
      });
    }
  };
  const dispose = () => {
    for (const moment of state.values()) moment.dispose();
    state.clear();
  };
  return { coefficients, apply, state, dispose };
}
