import type { CompiledStep } from "../core/compile/compile";
import * as tf from "../core/tf";
import { posteriorLogVariance } from "../math";
import type { AncestralOptions, Predictor, ReverseProcess } from "./ancestral";
import { denoise, type DenoisingNetwork } from "./denoiser";
import { guidanceScale, type Guidance } from "./guidance";
import { labelTensor } from "./labels";
import type { ForwardProcess } from "./process";
import { createReverseStep, type ReverseStepKind } from "./reverseStep";
import { requireDynamicThreshold, type DynamicThreshold } from "./thresholding";

/** What the network is asked for. */
export interface Conditioning {
  /** The class of each example, or one for all; without it a network with classes gives 'no class'. */
  readonly labels?: ArrayLike<number> | number;
  /** Classifier-free guidance towards the labels. @default none, the plain conditional model */
  readonly guidance?: Guidance;
}

export interface DdpmSampleOptions extends AncestralOptions, Conditioning {
  /** Dynamic thresholding of x_0, in place of `clip`. @default none */
  readonly dynamicThreshold?: DynamicThreshold;
}

/** A model that can be sampled from. */
export interface SampledModel extends DenoisingNetwork {
  readonly process: ForwardProcess;
  readonly eventShape: readonly [number, number, number];
}

/** s and φ, where they change anything. @throws RangeError without labels. */
function activeGuidance({ labels, guidance }: Conditioning, classes: number) {
  if (!guidance) return undefined;
  if (classes === 0) {
    throw new RangeError(
      "ddpm: guidance of a model without classes; leave it out, or train one with network.classes.",
    );
  }
  if (labels === undefined) {
    throw new RangeError("ddpm: guidance without labels; pass the classes to be guided to.");
  }
  const scale = guidanceScale(guidance);
  const { rescale = 0 } = guidance;
  if (!(rescale >= 0 && rescale <= 1)) {
    throw new RangeError(`ddpm: guidance.rescale=${rescale}; expected a number from 0 to 1.`);
  }
  return scale === 1 ? undefined : { scale, rescale };
}

/** The compiled steps of a model, one of each kind that is asked for. */
export interface ReverseSteps {
  /**
   * The reverse process for `n` examples.
   * @throws RangeError for conditions that the model or `n` does not fit.
   */
  process(n: number, options: DdpmSampleOptions): ReverseProcess;
  dispose(): void;
}

export function createReverseSteps(model: SampledModel): ReverseSteps {
  const { process, network, channels, eventShape } = model;
  const learned = network.outChannels === 2 * channels;
  const steps = new Map<string, CompiledStep>();
  const stepOf = (kind: ReverseStepKind): CompiledStep => {
    const key = JSON.stringify(kind);
    if (!steps.has(key)) steps.set(key, createReverseStep(model, kind));
    return steps.get(key)!;
  };
  return {
    process(n, options) {
      const { labels, dynamicThreshold: threshold, eta = 1 } = options;
      if (threshold) requireDynamicThreshold(threshold);
      if (learned && eta !== 1) {
        throw new RangeError(
          `ddpm: eta=${eta} with a learned variance, which says itself how much noise to draw; leave eta out.`,
        );
      }
      const guidance = activeGuidance(options, network.classes);
      if (labels !== undefined) labelTensor(labels, n, network.classes).dispose(); // checked before the start
      const step = stepOf({
        labelled: labels !== undefined,
        guided: guidance !== undefined,
        learned,
        ...(threshold && { threshold }),
      });
      const extraInputs = (i: number, betas: Float64Array): tf.Tensor[] => [
        ...(labels === undefined ? [] : [labelTensor(labels, n, network.classes)]),
        ...(guidance ? [tf.scalar(guidance.scale), tf.scalar(guidance.rescale)] : []),
        ...(learned ? varianceBounds(betas, i) : []),
      ];
      return { alphaBars: process.alphaBars, eventShape, step, extraInputs };
    },
    dispose() {
      for (const step of steps.values()) step.dispose();
      steps.clear();
    },
  };
}

/** log β and log β̃ of a step of the respaced process, between which the learned variance lies. */
function varianceBounds(betas: Float64Array, i: number): tf.Scalar[] {
  const convention = betas.length === 1 ? "beta" : "fixed-small";
  return [Math.log(betas[i]!), posteriorLogVariance(betas, convention)[i]!].map((value) =>
    tf.scalar(value),
  );
}

/**
 * The model as a predictor of noise, ε(x, t), whatever its target, for samplers of any kind: labels and guidance are built
 * in. Differentiable; the process may have at most 2048 steps if it is to be compiled.
 * @throws RangeError for conditions that the model does not fit; when called, for labels of another count than x.
 */
export function createPredictor(model: SampledModel, conditioning: Conditioning = {}): Predictor {
  const { labels } = conditioning;
  const { classes } = model.network;
  const guidance = activeGuidance(conditioning, classes);
  if (labels !== undefined) {
    labelTensor(labels, typeof labels === "number" ? 1 : labels.length, classes).dispose();
  }
  const signals = Float32Array.from(model.process.alphaBars, Math.sqrt);
  const rests = Float32Array.from(model.process.noiseVariances, Math.sqrt);
  return (x, t) =>
    tf.tidy(() => {
      const at = (values: Float32Array) =>
        tf.tensor1d(values).gather(t.toInt()).reshape([-1, 1, 1, 1]);
      const { epsilon } = denoise(model, x, {
        t,
        mixing: { signal: at(signals), rest: at(rests) },
        ...(labels !== undefined && { labels: labelTensor(labels, x.shape[0], classes) }),
        ...(guidance && {
          guidance: { scale: tf.scalar(guidance.scale), rescale: tf.scalar(guidance.rescale) },
        }),
      });
      return epsilon;
    });
}
