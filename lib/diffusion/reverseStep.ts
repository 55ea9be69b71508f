import { compile, type CompiledStep, type CompileOptions } from "../core/compile/compile";
import { randomNormal, type KeyTensor } from "../core/random";
import * as tf from "../core/tf";
import { denoise, type DenoisingNetwork } from "./denoiser";
import { learnedRange } from "./learnedVariance";
import { clipStatic, dynamicThreshold, type DynamicThreshold } from "./thresholding";

/** Which inputs a reverse step takes after those of `createAncestralStep`, in this order. */
export interface ReverseStepKind {
  /** Labels, int32 [B]. */
  readonly labelled: boolean;
  /** Scale and rescale of guidance, scalars. */
  readonly guided: boolean;
  /** log β and log β̃ of the step, scalars, of which the network's variance is a mixture: in place of sigma. */
  readonly learned: boolean;
  /** In place of clipping to the bound. */
  readonly threshold?: DynamicThreshold;
}

/**
 * The step of `createAncestralStep` for any prediction target, with labels, guidance, a learned variance and dynamic
 * thresholding: inputs as there, then those that `kind` says.
 */
export function createReverseStep(
  model: DenoisingNetwork,
  kind: ReverseStepKind,
  options?: CompileOptions,
): CompiledStep {
  const { labelled, guided, learned, threshold } = kind;
  return compile((...inputs) => {
    const [image, t, key, signal, rest, coefX0, coefXt, sigma, bound] = inputs;
    const more = inputs.slice(9);
    const labels = labelled ? (more.shift() as tf.Tensor1D) : undefined;
    const [scale, rescale] = guided ? (more.splice(0, 2) as tf.Scalar[]) : [];
    const x = image as tf.Tensor4D;
    const condition = {
      t: t as tf.Tensor1D,
      mixing: { signal: signal!, rest: rest! },
      ...(labels && { labels }),
      ...(scale && rescale && { guidance: { scale, rescale } }),
    };
    const denoised = denoise(model, x, condition);
    const x0 = threshold
      ? dynamicThreshold(denoised.x0, threshold)
      : clipStatic(denoised.x0, bound);
    const noise = randomNormal(key as KeyTensor, x.shape);
    const mean = x0.mul(coefX0!).add(x.mul(coefXt!));
    if (!learned) return [mean.add(noise.mul(sigma!))];
    const [logBeta, logPosterior] = more.splice(0, 2);
    const deviation = learnedRange(denoised.spread!, logBeta!, logPosterior!).mul(0.5).exp();
    const noisy = sigma!.greater(0).toFloat(); // nothing is drawn at the last step
    return [mean.add(noise.mul(deviation).mul(noisy))];
  }, options);
}
