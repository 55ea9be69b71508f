import type * as tf from "./tf";

/** A data set as a model sees it: examples that can be fetched by index, already scaled. */
export interface Examples {
  /** How many. */
  readonly count: number;
  /** Shape of one example, for instance [28, 28, 1]. */
  readonly eventShape: readonly number[];
  /** Says exactly which data these are: name and checksum, or name and seed. */
  readonly id: string;
  /** Class of each example, whole numbers from 0, where the data has classes; [count]. */
  readonly labels?: ArrayLike<number>;
  /** The examples at `indices`, [indices.length, ...eventShape]. */
  batch(indices: ArrayLike<number>): tf.Tensor;
}
