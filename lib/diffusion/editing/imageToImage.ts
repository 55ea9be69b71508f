import { requireNumber } from "../../core/arguments";
import { toNdArray, type NdArray } from "../../core/ndarray";
import type { Rng } from "../../core/rng";
import * as tf from "../../core/tf";
import { marginals, sampleLoop, type SampleOptions, type Stepper } from "../samplers";
import type { TrainedProcess } from "../samplers";
import { samplingPlan } from "../samplers/plan";
import { noised, pictureTensor, requireSampler } from "./picture";

export interface ImageToImageOptions extends SampleOptions {
  /**
   * Share of the steps that are run, from 0 (the picture comes back as it is) to 1 (all of them, from the highest timestep,
   * where little of it is left): ⌊strength · steps⌋, as in diffusers.
   */
  readonly strength: number;
  /** Key of the noise that the picture gets, `rng.fold("start")`, and of that of the steps. */
  readonly rng: Rng;
}

/**
 * New pictures in the image of given ones: they are noised to the level of an intermediate timestep, and the rest of the
 * steps is run from there; SDEdit, Meng et al. 2022. The stronger, the freer: what is finer than the noise is made anew.
 * @param pictures x_0 [B,...]
 * @returns [B,...]
 * @throws RangeError for a strength outside [0, 1], a method that does not sample, and as `sampleLoop`.
 */
export async function imageToImage(
  process: TrainedProcess,
  stepper: Stepper,
  pictures: NdArray,
  { strength, ...options }: ImageToImageOptions,
): Promise<NdArray> {
  requireSampler("imageToImage", stepper);
  requireNumber("imageToImage", "strength", strength, 0, 1);
  const { moves } = samplingPlan(process.alphaBars, stepper, options);
  const rest = moves.slice(moves.length - Math.floor(strength * moves.length));
  const x0 = pictureTensor("imageToImage", "pictures", pictures);
  if (rest.length === 0) return toNdArray(x0);
  const start = tf.tidy(() => {
    const epsilon = options.rng.fold("start").normal(x0.shape as [number]);
    return noised(x0, marginals(process.alphaBars)(rest[0]!.from), epsilon);
  });
  x0.dispose();
  try {
    const { x } = await sampleLoop(process, stepper, start, { ...options, moves: rest });
    return await toNdArray(x);
  } finally {
    start.dispose();
  }
}
