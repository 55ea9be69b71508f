import { requireInteger } from "../core/arguments";
import * as tf from "../core/tf";
import { requireEvents } from "./bijector";

/** How a coupling parts an example: into what stays and is looked at, and what is moved. */
export interface Partition {
  /** Shape of an example. */
  readonly eventShape: readonly number[];
  /** Length of the last axis of each part. */
  readonly keptSize: number;
  readonly movedSize: number;
  /** x [B,...] → the part that is kept, and the part that is moved. */
  split(x: tf.Tensor): readonly [kept: tf.Tensor, moved: tf.Tensor];
  join(kept: tf.Tensor, moved: tf.Tensor): tf.Tensor;
  /** Of numbers for the moved part, those where something is moved, and 0 elsewhere. */
  confine(x: tf.Tensor): tf.Tensor;
}

/** @throws RangeError for an odd number of channels. */
export function requireEvenChannels(where: string, eventShape: readonly number[]): void {
  const channels = eventShape.at(-1) ?? 0;
  if (channels % 2 === 0) return;
  throw new RangeError(`${where}: ${channels} channels have no halves; pass an even number.`);
}

/** Which half stays. */
export type Kept = "first" | "second";

/**
 * Halves along the last axis: of the numbers of a point, or of the channels of a picture (the channel mask of Dinh et al.
 * 2017, figure 3 right). Of an odd number the first half is the larger.
 * @throws RangeError for fewer than two numbers or channels.
 */
export function halves(eventShape: readonly number[], kept: Kept = "first"): Partition {
  const size = eventShape.at(-1) ?? 0;
  requireInteger("halves", "length of the last axis", size, 2);
  const first = Math.ceil(size / 2);
  const sizes = [first, size - first];
  const ordered = <T>([a, b]: readonly [T, T]): readonly [T, T] =>
    kept === "first" ? [a, b] : [b, a];
  const [keptSize, movedSize] = ordered([first, size - first]);
  return {
    eventShape,
    keptSize,
    movedSize,
    split(x) {
      requireEvents("coupling", "x", x, eventShape);
      return ordered(tf.split(x, sizes, -1) as [tf.Tensor, tf.Tensor]);
    },
    join: (kept, moved) => tf.concat([...ordered([kept, moved])], -1),
    confine: (x) => x,
  };
}

/**
 * Everything stays where it is, and a mask of ones (kept) and zeros (moved) blanks what the other part holds.
 * @param mask of the shape of one example, row-major.
 * @throws RangeError for a mask of another length, or with other numbers in it.
 */
export function masked(eventShape: readonly number[], mask: ArrayLike<number>): Partition {
  const size = tf.util.sizeFromShape([...eventShape]);
  const values = Float32Array.from(mask);
  if (values.length !== size || !values.every((v) => v === 0 || v === 1)) {
    throw new RangeError(
      `masked: a mask of ${values.length} numbers for examples of ${size}; pass a 0 or 1 for each number.`,
    );
  }
  const channels = eventShape.at(-1) ?? 0;
  const where = (kept: boolean) =>
    tf.tensor(
      values.map((v) => (kept ? v : 1 - v)),
      [1, ...eventShape],
    );
  return {
    eventShape,
    keptSize: channels,
    movedSize: channels,
    split(x) {
      requireEvents("coupling", "x", x, eventShape);
      return [x.mul(where(true)), x.mul(where(false))];
    },
    join: (kept, moved) => kept.add(moved),
    confine: (x) => x.mul(where(false)),
  };
}

/**
 * The checkerboard of pixels (Dinh et al. 2017, figure 3 left): kept where row + column is even ("first"), or odd.
 * @throws RangeError unless the picture is [H,W,C].
 */
export function checkerboard(eventShape: readonly number[], kept: Kept = "first"): Partition {
  const [H = 0, W = 0, C = 0] = eventShape;
  for (const [name, size] of Object.entries({ height: H, width: W, channels: C })) {
    requireInteger("checkerboard", name, size, 1);
  }
  const parity = kept === "first" ? 0 : 1;
  const mask = Float32Array.from({ length: H * W * C }, (_, i) => {
    const pixel = Math.floor(i / C);
    return (Math.floor(pixel / W) + (pixel % W)) % 2 === parity ? 1 : 0;
  });
  return masked(eventShape, mask);
}
