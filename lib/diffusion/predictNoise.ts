import { requireInteger } from "../core/arguments";
import { toNdArray, toTensor, type NdArray } from "../core/ndarray";
import * as tf from "../core/tf";
import type { Ddpm } from "./ddpm";
import type { Conditioning } from "./conditioning";
import { outputToNoise } from "./predictor";
import { callNetwork } from "./samplers/network";

/**
 * ε_θ(x_t, t) of arrays: the noise that a trained model sees in x [n,...], whatever it was trained to predict. By the network
 * that the samplers ask, compiled once for each shape; `predictor` is the same op by op, and differentiable.
 * @param t 0-based timesteps, one for each example or one for all.
 * @throws RangeError for another shape, number of timesteps or conditions than the model takes, or a t outside its process.
 */
export async function predictNoise(
  { denoiser, process, config }: Pick<Ddpm, "denoiser" | "process" | "config">,
  x: NdArray,
  t: number | ArrayLike<number>,
  conditioning?: Conditioning,
): Promise<NdArray> {
  const steps =
    typeof t === "number" ? new Float32Array(x.shape[0]!).fill(t) : Float32Array.from(t);
  for (const step of steps) requireInteger("predictNoise", "t", step, 0, process.T - 1);
  const noise = tf.tidy(() => {
    const xt = toTensor(x);
    const times = toTensor<tf.Rank.R1>({ data: steps, shape: [steps.length] });
    const { value } = callNetwork(denoiser(conditioning).network, xt, times);
    return outputToNoise(config.target, process)(xt, value, times);
  });
  return toNdArray(noise);
}
