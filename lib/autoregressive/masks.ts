import * as tf from "../core/tf";

/**
 * What a masked convolution may see of the pixel that it stands on. "A": only colours before the one that it works for; "B":
 * that colour as well. The first layer, which sees the picture itself, needs A; later layers see features that know
 * nothing of their own colour, and may use B. Van den Oord et al. 2016a, section 3.4.
 */
export type MaskType = "A" | "B";

/**
 * The colour that each of `channels` works for, 1, ..., colours, in equal groups, first colour first: what the paper calls
 * splitting the features at each position into three parts, R, G and B.
 * @throws RangeError when the channels do not fall into equal groups.
 */
export function colourDegrees(channels: number, colours: number): number[] {
  if (channels % colours !== 0) {
    throw new RangeError(
      `masks: ${channels} features for ${colours} colours; pass a multiple of ${colours}.`,
    );
  }
  return Array.from({ length: channels }, (_, i) => 1 + Math.floor((i * colours) / channels));
}

export interface CentreMaskConfig {
  readonly type: MaskType;
  /** Degrees of the input channels; 0 for one that all may see. */
  readonly from: readonly number[];
  /** Degrees of the output channels. */
  readonly to: readonly number[];
}

/** Whether the mask hides nothing. */
export const hidesNothing = ({ type, from, to }: CentreMaskConfig): boolean =>
  to.every((out) => from.every((degree) => (type === "A" ? degree < out : degree <= out)));

/** The mask at the pixel itself: 1 where an output may see an input, [inputs,outputs]. */
export function centreMask({ type, from, to }: CentreMaskConfig): tf.Tensor2D {
  return tf.tidy(() => {
    const [inputs, outputs] = [tf.tensor2d([...from], [from.length, 1]), tf.tensor1d([...to])];
    const seen = type === "A" ? tf.less(inputs, outputs) : tf.lessEqual(inputs, outputs);
    return seen.toFloat() as tf.Tensor2D;
  });
}

/**
 * The mask of a kernel whose pixel is at (row, column): 1 for all rows above and what stands left in its own row, the
 * centre's mask at the pixel itself, 0 for what comes later. [height,width,inputs,outputs]
 */
export function kernelMask(
  [height, width]: readonly [number, number],
  [row, column]: readonly [number, number],
  config: CentreMaskConfig,
): tf.Tensor4D {
  const places = Array.from({ length: height * width }, (_, i) => i - (row * width + column));
  const at = (seen: (place: number) => boolean) =>
    tf.tensor4d(
      places.map((place) => (seen(place) ? 1 : 0)),
      [height, width, 1, 1],
    );
  return tf.tidy(() => {
    const centre = at((place) => place === 0).mul(centreMask(config));
    return at((place) => place < 0).add<tf.Tensor4D>(centre);
  });
}
