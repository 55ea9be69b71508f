import type * as tf from "./tf";

/** Named variables that can be trained and set: what the trainer needs of a network. */
export interface Trainable {
  readonly variables: ReadonlyMap<string, tf.Variable>;
  /** Variables that a network keeps but that are not trained, such as running statistics. */
  readonly buffers: ReadonlyMap<string, tf.Variable>;
  /** Sets every variable and buffer; nothing is changed when names or shapes do not fit. */
  assign(values: ReadonlyMap<string, tf.Tensor>): void;
}
