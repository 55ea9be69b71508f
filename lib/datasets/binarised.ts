import type { Examples } from "../core/examples";
import type { Rng } from "../core/rng";
import * as tf from "../core/tf";

/**
 * Pictures made black and white, -1 and 1: a pixel in [-1, 1] becomes white with probability (x + 1)/2, once and for all
 * (static binarisation; Salakhutdinov & Murray 2008, section 5.2).
 */
export function binarised(data: Examples, rng: Rng): Examples {
  const size = data.eventShape.reduce((a, b) => a * b, 1);
  return {
    ...data,
    id: `${data.id}-binarised:${rng.key.join("-")}`,
    batch: (indices) =>
      tf.tidy(() => {
        const uniform = new Float32Array(indices.length * size);
        for (let row = 0; row < indices.length; row++) {
          uniform.set(rng.fold(indices[row]!).uniformArray(size), row * size);
        }
        const u = tf.tensor(uniform, [indices.length, ...data.eventShape]);
        const white = data.batch(indices).add(1).mul(0.5);
        return u.less(white).toFloat().mul(2).sub(1);
      }),
  };
}
