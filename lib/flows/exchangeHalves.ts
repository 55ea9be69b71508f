import * as tf from "../core/tf";
import { forEachExample, requireEvents, transformed, type Bijector } from "./bijector";
import { requireEvenChannels } from "./partition";

/**
 * The two halves of the channels change places, [B,...,C] → [B,...,C], with |det| = 1: what couplings that always keep the
 * same half need between them at least, and what Glow's 1x1 convolution generalises.
 * @throws RangeError for an odd number of channels.
 */
export function exchangeHalves(eventShape: readonly number[]): Bijector {
  requireEvenChannels("exchangeHalves", eventShape);
  const exchanged = (name: string, x: tf.Tensor) =>
    transformed(() => {
      requireEvents("exchangeHalves", name, x, eventShape);
      const [a, b] = tf.split(x, 2, -1) as [tf.Tensor, tf.Tensor];
      return { value: tf.concat([b, a], -1), logDet: forEachExample(tf.scalar(0), x) };
    });
  return { forward: (x) => exchanged("x", x), inverse: (z) => exchanged("z", z) };
}
