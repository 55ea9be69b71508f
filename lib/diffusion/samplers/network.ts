import { requireShape } from "../../core/arguments";
import type { CompiledStep } from "../../core/compile/compile";
import * as tf from "../../core/tf";
import type { Parametrization } from "../../math";
import type { Output } from "./prediction";

/** A network of x [B,...] and 0-based timesteps [B] → [B,...], as a function. */
export type Network = (x: tf.Tensor, t: tf.Tensor1D) => tf.Tensor;

/** A trained process: what the samplers need of a diffusion model. */
export interface TrainedProcess {
  /** ᾱ of the T trained timesteps. */
  readonly alphaBars: Float64Array;
  /** As a function, or compiled: `compile((x, t) => [predict(x, t)])`, which the caller disposes. */
  readonly network: Network | Pick<CompiledStep, "run">;
  /** What the network predicts. @default "epsilon" */
  readonly prediction?: Parametrization;
}

/**
 * The network's output at x [B,...] and t, one for all or one for each, [B]. Where its last axis is twice that of x, the
 * second half is the learned variance.
 * @throws RangeError for an output of another shape.
 */
export function callNetwork(
  network: TrainedProcess["network"],
  x: tf.Tensor,
  t: number | tf.Tensor1D,
): Output<tf.Tensor> {
  const times = typeof t === "number" ? (tf.fill([x.shape[0]!], t) as tf.Tensor1D) : t;
  const value = typeof network === "function" ? network(x, times) : network.run(x, times)[0]!;
  const doubled = [...x.shape.slice(0, -1), 2 * x.shape.at(-1)!];
  if (value.shape.join() === doubled.join()) {
    const [mean, share] = tf.split(value, 2, -1);
    return { value: mean!, share: share! };
  }
  requireShape("sampleLoop", "the network's output", value.shape, x.shape);
  return { value };
}
