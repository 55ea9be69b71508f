import * as tf from "../core/tf";

/** The level, 0, ..., levels - 1, nearest to each value x in [-1, 1]; any shape, as floats. */
export const levelOf = <T extends tf.Tensor>(x: T, levels: number): T =>
  tf.tidy(() => {
    const place = x.add(1).mul((levels - 1) / 2);
    return place.round().clipByValue(0, levels - 1) as T;
  });

/** The value in [-1, 1] of each level: evenly from -1 for level 0 to 1. */
export const valueOf = <T extends tf.Tensor>(level: T, levels: number): T =>
  tf.tidy(() => level.mul(2 / (levels - 1)).sub<T>(1));

/** Each value moved to that of the nearest level. */
export const nearestLevel = <T extends tf.Tensor>(x: T, levels: number): T =>
  tf.tidy(() => valueOf(levelOf(x, levels), levels));
