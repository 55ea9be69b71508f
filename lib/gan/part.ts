import type { Trainable } from "../core/trainable";
import type * as tf from "../core/tf";
import type { Parameters } from "../nn";

/** The parameters below the place `name`, as a network of their own: what one optimizer moves. Names stay as they are. */
export function partOf(parameters: Parameters, name: string): Trainable {
  const below = (all: ReadonlyMap<string, tf.Variable>) =>
    new Map([...all].filter(([key]) => key.startsWith(`${name}.`)));
  return {
    get variables() {
      return below(parameters.variables);
    },
    get buffers() {
      return below(parameters.buffers);
    },
    assign: (values) => parameters.assign(new Map([...parameters.all, ...values])),
  };
}
