import * as tf from "../core/tf";
import { guided, rescaleGuidance } from "./guidance";
import { epsilonOfOutput, x0OfOutput, type Mixing, type PredictionTarget } from "./targets";
import type { UNet } from "./unet";

/** A network and what its output means. */
export interface DenoisingNetwork {
  readonly network: UNet;
  readonly target: PredictionTarget;
  /** Channels of the picture; where the network gives twice as many, the second half is the variance's v. */
  readonly channels: number;
}

/** A noise level, and what to look for there. */
export interface DenoisingCondition {
  readonly t: tf.Tensor1D;
  readonly mixing: Mixing;
  /** int32 [B] */
  readonly labels?: tf.Tensor1D;
  /** s and φ of classifier-free guidance, as scalars; needs labels. */
  readonly guidance?: { readonly scale: tf.Scalar; readonly rescale: tf.Scalar };
}

/** What the network says of noisy pictures x, [B,H,W,C] each. */
export interface Denoised {
  readonly x0: tf.Tensor4D;
  readonly epsilon: tf.Tensor4D;
  /** The learned variance's v in [-1, 1], where the network has one. */
  readonly spread?: tf.Tensor4D;
}

/** The first `channels` of an output, and the others if there are any. */
export function splitOutput(output: tf.Tensor4D, channels: number): tf.Tensor4D[] {
  return output.shape[3] === channels ? [output] : tf.split(output, 2, 3);
}

/** Both predictions of guidance in one call of the network; the variance is the conditional one's. */
function guidedOutput(
  { network, channels }: DenoisingNetwork,
  x: tf.Tensor4D,
  { t, labels, guidance }: DenoisingCondition,
): tf.Tensor4D[] {
  const nobody = tf.fill<tf.Rank.R1>([x.shape[0]], network.classes, "int32");
  const conditions = { labels: tf.concat([labels!, nobody]) };
  const both = network.predict(tf.concat([x, x]), tf.concat([t, t]), conditions);
  const [conditional, unconditional] = tf.split(both, 2) as [tf.Tensor4D, tf.Tensor4D];
  const [c, ...spread] = splitOutput(conditional, channels) as [tf.Tensor4D];
  const [u] = splitOutput(unconditional, channels) as [tf.Tensor4D];
  return [rescaleGuidance(guided(c, u, guidance!.scale), c, guidance!.rescale), ...spread];
}

/** Asks the network of x; not clipped. */
export function denoise(
  model: DenoisingNetwork,
  x: tf.Tensor4D,
  condition: DenoisingCondition,
): Denoised {
  const { t, labels, guidance, mixing } = condition;
  const { x0, epsilon, spread } = tf.tidy(() => {
    const [output, spread] = guidance
      ? guidedOutput(model, x, condition)
      : splitOutput(model.network.predict(x, t, labels && { labels }), model.channels);
    const x0 = x0OfOutput(model.target, output!, x, mixing);
    const epsilon = epsilonOfOutput(model.target, output!, x, mixing);
    return { x0, epsilon, ...(spread && { spread: spread.clone() }) };
  });
  return { x0, epsilon, ...(spread && { spread }) };
}
