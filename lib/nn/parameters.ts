import type { Rng } from "../core/rng";
import type { Trainable } from "../core/trainable";
import * as tf from "../core/tf";

/** Makes a parameter's first values. */
export type Initializer = (shape: readonly number[], rng: Rng) => tf.Tensor;

/** Where a layer creates its parameters: a place in the network's tree of names, with its own random key. */
export interface ParameterScope {
  /** The place `name` below this one. */
  in(name: string): ParameterScope;
  /** A new trainable variable. @throws Error when the name is taken. */
  create(name: string, shape: readonly number[], init: Initializer): tf.Variable;
}

/**
 * The named variables of one network, in order of creation, for example `down.0.block.conv1.weight`. First values depend
 * on the key and the name alone, not on the order in which layers are made.
 */
export class Parameters implements ParameterScope, Trainable {
  private readonly owned = new Map<string, tf.Variable>();

  constructor(private readonly rng: Rng) {}

  get variables(): ReadonlyMap<string, tf.Variable> {
    return this.owned;
  }

  /** How many numbers the network has. */
  get count(): number {
    let total = 0;
    for (const variable of this.owned.values()) total += variable.size;
    return total;
  }

  in(name: string): ParameterScope {
    return scope(this, name);
  }

  create(name: string, shape: readonly number[], init: Initializer): tf.Variable {
    if (this.owned.has(name)) {
      throw new Error(`parameters: '${name}' exists already; give each layer a name of its own.`);
    }
    const value = init(shape, this.rng.fold(name));
    const variable = tf.variable(value);
    value.dispose();
    this.owned.set(name, variable);
    return variable;
  }

  /**
   * Sets every parameter.
   * @throws RangeError when a name is missing or unknown or a shape differs; then nothing is changed.
   */
  assign(values: ReadonlyMap<string, tf.Tensor>): void {
    for (const name of values.keys()) {
      if (!this.owned.has(name)) {
        throw new RangeError(
          `parameters: unknown parameter '${name}'; the file belongs to another architecture.`,
        );
      }
    }
    for (const [name, variable] of this.owned) {
      const shape = values.get(name)?.shape.join(", ");
      if (shape !== variable.shape.join(", ")) {
        const came = shape === undefined ? "is missing" : `has shape [${shape}]`;
        throw new RangeError(
          `parameters: '${name}' ${came}; expected shape [${variable.shape.join(", ")}]. ` +
            "Load it into the architecture it was trained with.",
        );
      }
    }
    for (const [name, variable] of this.owned) variable.assign(values.get(name)!);
  }

  dispose(): void {
    for (const variable of this.owned.values()) variable.dispose();
    this.owned.clear();
  }
}

function scope(parameters: Parameters, prefix: string): ParameterScope {
  return {
    in: (name) => scope(parameters, `${prefix}.${name}`),
    create: (name, shape, init) => parameters.create(`${prefix}.${name}`, shape, init),
  };
}
