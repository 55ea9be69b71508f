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
  /** A new variable that is kept and saved, but not trained. @throws Error when the name is taken. */
  createBuffer(name: string, shape: readonly number[], init: Initializer): tf.Variable;
}

/**
 * The named variables of one network, in order of creation, for example `down.0.block.conv1.weight`. First values depend
 * on the key and the name alone, not on the order in which layers are made.
 */
export class Parameters implements ParameterScope, Trainable {
  private readonly trained = new Map<string, tf.Variable>();
  private readonly kept = new Map<string, tf.Variable>();

  constructor(private readonly rng: Rng) {}

  get variables(): ReadonlyMap<string, tf.Variable> {
    return this.trained;
  }

  get buffers(): ReadonlyMap<string, tf.Variable> {
    return this.kept;
  }

  /** Variables and buffers: what a checkpoint holds. */
  get all(): ReadonlyMap<string, tf.Variable> {
    return new Map([...this.trained, ...this.kept]);
  }

  /** How many numbers of the network are trained. */
  get count(): number {
    let total = 0;
    for (const variable of this.trained.values()) total += variable.size;
    return total;
  }

  in(name: string): ParameterScope {
    return scope(this, name);
  }

  create(name: string, shape: readonly number[], init: Initializer): tf.Variable {
    const variable = this.make(name, shape, init, true);
    this.trained.set(name, variable);
    return variable;
  }

  createBuffer(name: string, shape: readonly number[], init: Initializer): tf.Variable {
    const variable = this.make(name, shape, init, false);
    this.kept.set(name, variable);
    return variable;
  }

  private make(name: string, shape: readonly number[], init: Initializer, trainable: boolean) {
    if (this.trained.has(name) || this.kept.has(name)) {
      throw new Error(`parameters: '${name}' exists already; give each layer a name of its own.`);
    }
    const value = init(shape, this.rng.fold(name));
    const variable = tf.variable(value, trainable);
    value.dispose();
    return variable;
  }

  /**
   * Sets every parameter and buffer.
   * @throws RangeError when a name is missing or unknown or a shape differs; then nothing is changed.
   */
  assign(values: ReadonlyMap<string, tf.Tensor>): void {
    const owned = this.all;
    for (const name of values.keys()) {
      if (!owned.has(name)) {
        throw new RangeError(
          `parameters: unknown parameter '${name}'; the file belongs to another architecture.`,
        );
      }
    }
    for (const [name, variable] of owned) {
      const shape = values.get(name)?.shape.join(", ");
      if (shape !== variable.shape.join(", ")) {
        const came = shape === undefined ? "is missing" : `has shape [${shape}]`;
        throw new RangeError(
          `parameters: '${name}' ${came}; expected shape [${variable.shape.join(", ")}]. ` +
            "Load it into the architecture it was trained with.",
        );
      }
    }
    for (const [name, variable] of owned) {
      const value = values.get(name)!;
      if (value !== variable) variable.assign(value);
    }
  }

  dispose(): void {
    tf.dispose([...this.all.values()]);
    this.trained.clear();
    this.kept.clear();
  }
}

function scope(parameters: Parameters, prefix: string): ParameterScope {
  return {
    in: (name) => scope(parameters, `${prefix}.${name}`),
    create: (name, shape, init) => parameters.create(`${prefix}.${name}`, shape, init),
    createBuffer: (name, shape, init) => parameters.createBuffer(`${prefix}.${name}`, shape, init),
  };
}
