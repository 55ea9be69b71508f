import { requireInteger } from "../core/arguments";
import type { NdArray } from "../core/ndarray";
import type { Rng } from "../core/rng";
import * as tf from "../core/tf";

/** A network of pictures, [B,H,W,C] → [B,H,W,C,P]. */
export type Predict = (x: tf.Tensor4D) => tf.Tensor;

export interface DependencyOptions {
  readonly shape: readonly [number, number, number];
  readonly rng: Rng;
  /** Random pictures at which the derivative is taken. @default 4 */
  readonly pictures?: number;
}

/** Where in a picture: row, column, colour. */
export type Place = readonly [number, number, number];

/**
 * What the output at a place depends on: the largest absolute derivative of a random combination of its P numbers for each
 * value of the picture, [H,W,C], over some random pictures. Exactly 0 where there is no path. An embedding of the levels has
 * no derivative: what a network learns by it alone is not seen.
 * @throws RangeError for a place outside of the picture.
 */
export function dependencies(predict: Predict, place: Place, options: DependencyOptions): NdArray {
  const { shape, rng, pictures = 4 } = options;
  place.forEach((at, axis) => requireInteger("dependencies", `place[${axis}]`, at, 0, shape[axis]! - 1)); // prettier-ignore
  const [pictureRng, mixRng] = rng.split(2) as [Rng, Rng];
  const data = tf.tidy(() => {
    const x = pictureRng
      .uniform<tf.Rank.R4>([pictures, ...shape])
      .mul(2)
      .sub(1);
    const output = (input: tf.Tensor) => {
      const all = predict(input as tf.Tensor4D);
      const one = all.slice([0, ...place, 0], [-1, 1, 1, 1, -1]);
      return one.mul(mixRng.normal(one.shape as [number])).sum();
    };
    return tf.grad(output)(x).abs().max(0).dataSync<"float32">();
  });
  return { data: Float32Array.from(data), shape: [...shape] };
}

/**
 * The same for every place: entry (i, j) is what value i of the output, in reading order, takes from value j of the picture,
 * [D,D]. A model by the chain rule has zeros on the diagonal and above it.
 */
export function dependencyMatrix(predict: Predict, options: DependencyOptions): NdArray {
  const [H, W, C] = options.shape;
  const D = H * W * C;
  const data = new Float32Array(D * D);
  for (let i = 0; i < D; i++) {
    const place = [Math.floor(i / (W * C)), Math.floor(i / C) % W, i % C] as const;
    data.set(dependencies(predict, place, options).data, i * D);
  }
  return { data, shape: [D, D] };
}
