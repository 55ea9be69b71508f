import * as tf from "../core/tf";
import type { DenoisingCondition } from "./denoiser";
import { guidanceScale, type Guidance } from "./guidance";
import { labelTensor, noLabels } from "./labels";

/** What the network is asked for. */
export interface Conditioning {
  /** The class of each example, or one for all; without it a network with classes gives 'no class'. */
  readonly labels?: ArrayLike<number> | number;
  /** Classifier-free guidance towards the labels. @default none, the plain conditional model */
  readonly guidance?: Guidance;
}

/** A conditioning as inputs of a step, so that one compiled step serves all of its kind. */
export interface ConditionInputs {
  readonly kind: "plain" | "labelled" | "guided";
  /** For `n` examples; the caller frees them. @throws RangeError for labels of another count. */
  tensors(n: number): tf.Tensor[];
  /** What the inputs mean inside the step. */
  condition(t: tf.Tensor1D, inputs: readonly tf.Tensor[]): DenoisingCondition;
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

/**
 * Where a network has classes, nobody's is one of them, so that examples with and without a class share a compiled step.
 * @throws RangeError for conditions that a network with so many classes does not fit.
 */
export function conditionInputs(conditioning: Conditioning, classes: number): ConditionInputs {
  const { labels } = conditioning;
  const guidance = activeGuidance(conditioning, classes);
  if (labels === undefined && classes === 0) {
    return { kind: "plain", tensors: () => [], condition: (t) => ({ t }) };
  }
  const labelsOf = (n: number): tf.Tensor =>
    labels === undefined ? noLabels(n, classes) : labelTensor(labels, n, classes);
  labelsOf(typeof labels === "object" ? labels.length : 1).dispose();
  return {
    kind: guidance ? "guided" : "labelled",
    tensors: (n) => [
      labelsOf(n),
      ...(guidance ? [tf.scalar(guidance.scale), tf.scalar(guidance.rescale)] : []),
    ],
    condition(t, [label, scale, rescale]) {
      const guiding = { scale: scale as tf.Scalar, rescale: rescale as tf.Scalar };
      return { t, labels: label as tf.Tensor1D, ...(guidance && { guidance: guiding }) };
    },
  };
}
