import * as tf from "../core/tf";
import { guided, rescaleGuidance } from "./guidance";
import { noLabels } from "./labels";
import type { DiffusionNetwork } from "./network";
import type { PredictionTarget } from "./targets";

/** A network and what its output means. */
export interface DenoisingNetwork {
  readonly network: DiffusionNetwork;
  readonly target: PredictionTarget;
  /** Size of the last axis of an example; where the network gives twice as much, the second half is the variance's v. */
  readonly channels: number;
}

/** What to look for in noisy examples. */
export interface DenoisingCondition {
  /** 0-based timesteps, [B]. */
  readonly t: tf.Tensor1D;
  /** int32 [B] */
  readonly labels?: tf.Tensor1D;
  /** s and φ of classifier-free guidance, as scalars; needs labels. */
  readonly guidance?: { readonly scale: tf.Scalar; readonly rescale: tf.Scalar };
}

/** What the network says of noisy examples, [B,...] each. */
export interface NetworkOutput {
  /** The prediction of its target. */
  readonly output: tf.Tensor;
  /** The learned variance's v in [-1, 1], where the network has one. */
  readonly spread?: tf.Tensor;
}

/** The first `channels` of an output, and the others if there are any. */
export function splitOutput(output: tf.Tensor, channels: number): NetworkOutput {
  if (output.shape.at(-1) === channels) return { output };
  const [first, spread] = tf.split(output, 2, -1);
  return { output: first!, spread: spread! };
}

/**
 * Asks the network, with guidance for both predictions in one call; the variance is then the conditional one's. Intermediate
 * tensors belong to the caller's `tf.tidy`.
 */
export function askNetwork(
  { network, channels }: DenoisingNetwork,
  x: tf.Tensor,
  { t, labels, guidance }: DenoisingCondition,
): NetworkOutput {
  if (!guidance) return splitOutput(network.predict(x, t, labels && { labels }), channels);
  const nobody = noLabels(x.shape[0]!, network.classes);
  const conditions = { labels: tf.concat([labels!, nobody]) };
  const both = network.predict(tf.concat([x, x]), tf.concat([t, t]), conditions);
  const [conditional, unconditional] = tf.split(both, 2);
  const { output: c, ...rest } = splitOutput(conditional!, channels);
  const { output: u } = splitOutput(unconditional!, channels);
  return { output: rescaleGuidance(guided(c, u, guidance.scale), c, guidance.rescale), ...rest };
}
