import * as tf from "../core/tf";
import { perExampleMean } from "../nn";
import { discretizedGaussian, gaussianKl } from "./gaussianTensors";

/**
 * log σ² between both bounds, [B,...]: f log β_t + (1 - f) log β̃_t with f = (v + 1)/2; Nichol & Dhariwal 2021, equation
 * 15, for an output v that is meant to be in [-1, 1] (OpenAI's LEARNED_RANGE). As `learnedRangeLogVariance` of dgm/math.
 * @param logBeta log β_t, and
 * @param logPosterior log β̃_t (at the first step that of the second): scalars or [B,1,...].
 */
export const learnedRange = <T extends tf.Tensor>(
  v: T,
  logBeta: tf.Tensor,
  logPosterior: tf.Tensor,
): T =>
  tf.tidy(() => {
    const share = v.add(1).mul(0.5);
    return share.mul(logBeta).add(tf.sub(1, share).mul<T>(logPosterior));
  });

/** One term of the bound for each example; coefficients of its t, [B,1,...] each. */
export interface BoundTermInputs {
  readonly x0: tf.Tensor;
  readonly predictedX0: tf.Tensor;
  /** log σ² of the model, [B,...]. */
  readonly logVariance: tf.Tensor;
  /** log β̃_t, at the first step that of the second. */
  readonly logPosterior: tf.Tensor;
  /** √ᾱ_{t-1} β_t / (1 - ᾱ_t), with which x_0 enters the posterior's mean. */
  readonly coefX0: tf.Tensor;
  /** 1 at the first step, else 0. */
  readonly first: tf.Tensor;
}

/**
 * L_{t-1} of the variational bound, or L_0 at the first step, bits per dimension, [B]; Ho et al. 2020, equation 5. The part
 * of both means that x_t gives cancels.
 */
export const boundTerm = (inputs: BoundTermInputs): tf.Tensor1D =>
  tf.tidy(() => {
    const { x0, predictedX0, logVariance, logPosterior, coefX0, first } = inputs;
    const kl = gaussianKl(
      { mean: x0.mul(coefX0), logVariance: logPosterior },
      { mean: predictedX0.mul(coefX0), logVariance },
    );
    const decoder = discretizedGaussian(x0, { mean: predictedX0, logVariance }).neg();
    const both = decoder.mul(first).add(kl.mul(tf.sub(1, first)));
    return perExampleMean(both).div(Math.LN2);
  });
