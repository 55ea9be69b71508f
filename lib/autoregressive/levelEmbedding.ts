import * as tf from "../core/tf";
import { levelOf, standardNormal, type ParameterScope } from "../nn";
import { colourDegrees } from "./masks";

/**
 * What the first layer is told of a picture besides its values and coordinates: a learned vector for each level of each
 * colour. To a network that sees numbers alone, 252 and 253 are all but the same; yet the strokes of a digit of MNIST are
 * mostly filled with one of a few such whites.
 */
export interface LevelEmbedding {
  /** The colour that each of its channels works for. */
  readonly degrees: readonly number[];
  /** [B,H,W,C+...] → the same with C·E channels more. What pads a picture, 0, is taken for a level in the middle. */
  readonly append: (window: tf.Tensor4D) => tf.Tensor4D;
}

export interface LevelEmbeddingConfig {
  readonly levels: number;
  readonly colours: number;
  /** Length E of a level's vector; 0 for none. */
  readonly size: number;
}

/** A table of vectors in `scope`, and what looks levels up in it. */
export function createLevelEmbedding(
  scope: ParameterScope,
  { levels, colours, size }: LevelEmbeddingConfig,
): LevelEmbedding {
  if (size === 0) return { degrees: [], append: (window) => window };
  const table = scope.create("levels", [colours * levels, size], standardNormal);
  return {
    degrees: colourDegrees(colours * size, colours),
    append: (window) =>
      tf.tidy(() => {
        const [B, rows, columns] = window.shape;
        const own = window.slice([0, 0, 0, 0], [-1, -1, -1, colours]);
        const offsets = tf.tensor1d(Array.from({ length: colours }, (_, c) => c * levels));
        const index = levelOf(own, levels).add(offsets).toInt();
        const told = tf.gather(table, index).reshape([B, rows, columns, colours * size]);
        return tf.concat([window, told as tf.Tensor4D], 3);
      }),
  };
}
