import type { Rng } from "../../lib/core";
import type * as tf from "../../lib/core/tf";

/** A family of models with a log-density, or a bound of it. */
export interface LikelihoodFamily<Model> {
  /** A small model with weights from the key. */
  create(rng: Rng): Model & { dispose(): void };
  /** Shape of one example. */
  readonly eventShape: readonly number[];
  /** Examples that the model can be asked about, [n,...event]. @default standard normal numbers */
  examples?(n: number, rng: Rng): tf.Tensor;
}

/** How examples of the family are made. */
export const examplesOf = <Model>({ eventShape, examples }: LikelihoodFamily<Model>) =>
  examples ?? ((n: number, rng: Rng): tf.Tensor => rng.normal([n, ...eventShape] as [number]));
