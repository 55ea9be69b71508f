import * as tf from "../core/tf";
import { forEachExample, requireEvents, transformed, type Bijector } from "./bijector";
import { halves, requireEvenChannels } from "./partition";

/** Examples as vectors: [B,...] → [B,D]. */
export function flatten(eventShape: readonly number[]): Bijector {
  const D = tf.util.sizeFromShape([...eventShape]);
  const reshaped = (name: string, x: tf.Tensor, from: readonly number[], to: readonly number[]) =>
    transformed(() => {
      requireEvents("flatten", name, x, from);
      return { value: x.reshape([-1, ...to]), logDet: forEachExample(tf.scalar(0), x) };
    });
  return {
    forward: (x) => reshaped("x", x, eventShape, [D]),
    inverse: (z) => reshaped("z", z, [D], eventShape),
  };
}

/**
 * Multi-scale architecture: of [B,H,W,C], the second half of the channels is done and becomes latent, and `rest` makes
 * latents [B,H·W·C/2] of the first half; Dinh et al. 2017, section 3.6, equations 9-13. The latents [B,H·W·C] begin with
 * those of `rest`, which see more of the picture.
 * @throws RangeError for an odd number of channels.
 */
export function factorOut(eventShape: readonly number[], rest: Bijector): Bijector {
  const size = tf.util.sizeFromShape([...eventShape]);
  requireEvenChannels("factorOut", eventShape);
  const { split, join } = halves(eventShape);
  const halfShape = [...eventShape.slice(0, -1), eventShape.at(-1)! / 2];
  return {
    forward: (x) =>
      transformed(() => {
        requireEvents("factorOut", "x", x, eventShape);
        const [going, done] = split(x);
        const { value, logDet } = rest.forward(going);
        return { value: tf.concat([value, done.reshape([-1, size / 2])], 1), logDet };
      }),
    inverse: (z) =>
      transformed(() => {
        requireEvents("factorOut", "z", z, [size]);
        const [coarse, done] = tf.split(z, 2, 1) as [tf.Tensor, tf.Tensor];
        const { value, logDet } = rest.inverse(coarse);
        return { value: join(value, done.reshape([-1, ...halfShape])), logDet };
      }),
    ...(rest.initialise && { initialise: (x: tf.Tensor) => initialiseRest(rest, split, x) }),
  };
}

const initialiseRest = (
  rest: Bijector,
  split: (x: tf.Tensor) => readonly [tf.Tensor, tf.Tensor],
  x: tf.Tensor,
): void => tf.tidy(() => rest.initialise?.(split(x)[0]));
