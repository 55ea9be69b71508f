import { requireInteger, requireShape } from "../../core/arguments";
import { toNdArray, type NdArray } from "../../core/ndarray";
import type { Rng } from "../../core/rng";
import * as tf from "../../core/tf";
import { marginals, sampleLoop, type Move, type SampleOptions, type Stepper } from "../samplers";
import type { TrainedProcess } from "../samplers";
import { samplingPlan } from "../samplers/plan";
import { noised, pictureTensor, requireSampler } from "./picture";
import { renoising, requireResumable, resampledMoves } from "./resampling";

export interface InpaintOptions extends Omit<SampleOptions, "afterStep"> {
  /** Key of the start, of the steps' noise and, folded with "known", of that of the known part. */
  readonly rng: Rng;
  /**
   * How often each step is made, with noise added again between: the new part then gets to know the known one, which a
   * single pass shows it one level of noise too late. Evaluations grow as much. @default 1
   */
  readonly resamplings?: number;
}

/**
 * Fills in what is missing in pictures: sampling, but after each step the known part is replaced by the pictures' own, noised
 * afresh to the level reached; Lugmayr et al. 2022 (RePaint), algorithm 1, with jumps of length 1. Where the mask is 1
 * the result equals the pictures.
 * @param pictures x_0 [B,...]; what stands where the mask is 0 does not matter
 * @param mask m: 1 where a picture is known, 0 where it is to be made; of the pictures' shape, or 1 long on some axes
 * @returns [B,...]
 * @throws RangeError for a mask of another shape or with other values, resamplings below 1, a method that does not sample
 *   or, with resamplings, one that needs a longer warm-up than they leave it, and as `sampleLoop`.
 */
export async function inpaint(
  process: TrainedProcess,
  stepper: Stepper,
  pictures: NdArray,
  mask: NdArray,
  { resamplings = 1, ...options }: InpaintOptions,
): Promise<NdArray> {
  requireSampler("inpaint", stepper);
  requireInteger("inpaint", "resamplings", resamplings, 1);
  requireResumable("inpaint", stepper, resamplings);
  requireMask(mask, pictures.shape);
  const plan = samplingPlan(process.alphaBars, stepper, options);
  const moves = resampledMoves(plan.moves, resamplings);
  const { x0, known } = tf.tidy(() => {
    const x0 = pictureTensor("inpaint", "pictures", pictures);
    const m = pictureTensor("inpaint", "mask", mask);
    return { x0, known: m.broadcastTo(x0.shape).cast("bool") };
  });
  const knownAt = knownPart(process, x0, options.rng);
  const afterStep = (x: tf.Tensor, move: Move, index: number): tf.Tensor =>
    move.to > move.from ? x : tf.where(known, knownAt(move.to, index), x);
  try {
    const sampling = { ...options, moves, afterStep };
    const { x } = await sampleLoop(process, renoising(stepper), x0.shape, sampling);
    return await toNdArray(x);
  } finally {
    tf.dispose([x0, known]);
  }
}

/** The pictures at the level of timestep t; themselves at the end, wherever the sampler's own last level is. */
function knownPart({ alphaBars }: TrainedProcess, x0: tf.Tensor, rng: Rng) {
  const marginal = marginals(alphaBars);
  const key = rng.fold("known");
  return (t: number, index: number): tf.Tensor =>
    t < 0 ? x0 : noised(x0, marginal(t), key.fold(index).normal(x0.shape as [number]));
}

/** @throws RangeError unless the mask fits the shape and holds zeros and ones. */
function requireMask({ data, shape }: NdArray, pictures: readonly number[]): void {
  const expected = pictures.map((size, axis) => (shape[axis] === 1 ? 1 : size));
  requireShape("inpaint", "mask", shape, expected);
  const at = data.findIndex((value) => value !== 0 && value !== 1);
  if (at < 0) return;
  throw new RangeError(
    `inpaint: mask[${at}]=${data[at]}; expected 1 where the picture is known and 0 where it is to be made.`,
  );
}
