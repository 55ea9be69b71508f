import * as tf from "../core/tf";

/** An optimizer over the variables it was made for, and no others. */
export interface Optimizer {
  /**
   * The numbers that change from update to update, computed in float64.
   * @param step 1 for the first update.
   */
  coefficients(learningRate: number, step: number): readonly number[];
  /** Moves every variable that has a gradient. @param coefficients those of `coefficients`, as scalars. */
  apply(gradients: ReadonlyMap<string, tf.Tensor>, coefficients: readonly tf.Scalar[]): void;
  /** Its kind and constants, as JSON would write them. */
  readonly description: unknown;
  /** What it remembers, by name: `<variable>.<kind>`. */
  readonly state: ReadonlyMap<string, tf.Variable>;
  dispose(): void;
}

/** Makes an optimizer over variables. */
export type OptimizerFactory = (variables: ReadonlyMap<string, tf.Variable>) => Optimizer;

/** A named variable that is to be moved, and what the optimizer remembers of it. */
export interface Slot {
  readonly variable: tf.Variable;
  readonly gradient: tf.Tensor;
  readonly state: Readonly<Record<string, tf.Variable>>;
}

/** What tells one optimizer from another. */
export interface UpdateRule {
  /** For error messages. */
  readonly name: string;
  /** The constants, for the description. */
  readonly config: object;
  /** What is remembered of each variable, of its shape and 0 at first. */
  readonly kinds: readonly string[];
  coefficients(learningRate: number, step: number): readonly number[];
  /** Moves one variable. Runs inside a tidy. */
  update(slot: Slot, coefficients: readonly tf.Scalar[]): void;
}

/** Which optimizer moves a variable. */
const owners = new WeakMap<tf.Variable, string>();

function claim(optimizer: string, variables: ReadonlyMap<string, tf.Variable>): void {
  for (const [name, variable] of variables) {
    const owner = owners.get(variable);
    if (owner === undefined) continue;
    throw new Error(
      `${optimizer}: '${name}' is moved by another optimizer (${owner}) already; dispose that one first, or give each ` +
        "network its own parameters.",
    );
  }
  for (const variable of variables.values()) owners.set(variable, optimizer);
}

/**
 * An optimizer with a rule per variable.
 * @throws Error when another optimizer moves one of the variables.
 */
export function createOptimizer(
  variables: ReadonlyMap<string, tf.Variable>,
  { name, config, kinds, coefficients, update }: UpdateRule,
): Optimizer {
  claim(name, variables);
  const state = new Map<string, tf.Variable>();
  for (const [key, variable] of variables) {
    for (const kind of kinds) {
      const zeros = tf.zeros(variable.shape);
      state.set(`${key}.${kind}`, tf.variable(zeros, false));
      zeros.dispose();
    }
  }
  const apply: Optimizer["apply"] = (gradients, scalars) => {
    for (const [key, gradient] of gradients) {
      const variable = variables.get(key);
      if (!variable) {
        throw new Error(
          `${name}: gradient for '${key}', which this optimizer does not own; give each network its own optimizer.`,
        );
      }
      const own = Object.fromEntries(kinds.map((kind) => [kind, state.get(`${key}.${kind}`)!]));
      tf.tidy(() => update({ variable, gradient, state: own }, scalars));
    }
  };
  const dispose = () => {
    for (const variable of variables.values()) owners.delete(variable);
    tf.dispose([...state.values()]);
    state.clear();
  };
  return { coefficients, apply, description: { name, ...config }, state, dispose };
}
