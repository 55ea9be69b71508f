import { toNdArray, toTensor, type NdArray } from "../core/ndarray";
import * as tf from "../core/tf";
import type { Ddpm } from "./ddpm";
import type { Conditioning } from "./conditioning";

/**
 * ε_θ(x_t, t) of arrays: the noise that a trained model sees in x [n,...], whatever it was trained to predict.
 * @param t 0-based timesteps, one for each example or one for all.
 * @throws RangeError for another shape, number of timesteps or conditions than the model takes.
 */
export async function predictNoise(
  model: Pick<Ddpm, "predictor">,
  x: NdArray,
  t: number | ArrayLike<number>,
  conditioning?: Conditioning,
): Promise<NdArray> {
  const n = x.shape[0]!;
  const predict = model.predictor(conditioning);
  const noise = tf.tidy(() => {
    const steps = typeof t === "number" ? tf.fill<tf.Rank.R1>([n], t) : vector(t);
    return predict(toTensor(x), steps);
  });
  return toNdArray(noise);
}

const vector = (t: ArrayLike<number>): tf.Tensor1D =>
  toTensor({ data: Float32Array.from(t), shape: [t.length] });
