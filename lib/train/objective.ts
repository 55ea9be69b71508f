import type { Rng } from "../core/rng";
import type { Trainable } from "../core/trainable";
import type * as tf from "../core/tf";
import type { LearningRate } from "./learningRate";
import type { OptimizerFactory } from "./optimizer";

/** A loss as a function of the inputs of a step: a scalar; deterministic, since it is recorded once and compiled. */
export type Loss = (...inputs: tf.Tensor[]) => tf.Scalar;

/** Where the random inputs of a step come from. The trainer frees them. */
export type StepInputs = (step: number, rng: Rng) => tf.Tensor[];

/** What is trained when there is one network: the inputs of update number `step` (from 0), and the loss. */
export interface Objective {
  inputs: StepInputs;
  loss: Loss;
}

/** How the parameters of one network are moved. */
export interface GroupOptions {
  /** A rate, or a schedule over the group's updates. @default 1e-3 with 2 % warm-up and a cosine to 0 */
  readonly learningRate?: number | LearningRate;
  /** @default Adam with its usual constants */
  readonly optimizer?: OptimizerFactory;
  /** Longest gradient, all parameters of the group taken together; a longer one is scaled down. @default unlimited */
  readonly clipNorm?: number;
  /** Decay of the weights' moving average, which the network keeps at the end; 0 for none. @default 0.999 */
  readonly emaDecay?: number;
}

/** One network with its own optimizer: groups never share moments. */
export interface ParameterGroup extends GroupOptions {
  readonly parameters: Trainable;
}

/**
 * What is trained when there are several networks, such as the two of a GAN: in each step the updates are made in their
 * order, each moving one group only, by its own loss, and seeing the groups as the updates before have left them.
 */
export interface GroupedObjective<Name extends string = string> {
  readonly groups: Readonly<Record<Name, ParameterGroup>>;
  readonly updates: readonly { readonly group: Name; readonly loss: Loss }[];
  readonly inputs: StepInputs;
}
