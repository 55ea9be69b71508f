import { requireInteger } from "../core/arguments";
import type { Examples } from "../core/examples";
import { keyTensor, randomNormal, type KeyTensor } from "../core/random";
import type { Rng } from "../core/rng";
import * as tf from "../core/tf";
import type { Objective } from "../train";
import { elboTerms } from "./bound";
import type { VaeNetworks } from "./inference";

export interface ObjectiveOptions {
  /** Updates over which the weight of the KL rises from 0 to β; Bowman et al. 2016, section 3.1. @default 0 */
  readonly klWarmup?: number;
}

interface ObjectiveParts extends ObjectiveOptions {
  readonly data: Examples;
  readonly indices: (step: number) => Uint32Array;
  readonly beta: number;
}

/**
 * The training objective, -E_q[log p(x|z)] + β KL(q(z|x) || p(z)), mean over the batch, nats per example, with one z for each
 * example. @throws RangeError for a warm-up that is no number of updates.
 */
export function createObjective(
  model: VaeNetworks,
  { data, indices, beta, klWarmup = 0 }: ObjectiveParts,
): Objective {
  requireInteger("vae", "klWarmup", klWarmup, 0);
  const weight = (step: number) => beta * Math.min(1, (step + 1) / (klWarmup + 1));
  return {
    inputs: (step, rng: Rng) => [
      data.batch(indices(step)),
      keyTensor(rng),
      tf.scalar(weight(step), "float32"),
    ],
    loss: (x, key, klWeight) =>
      tf.tidy(() => {
        const noise = randomNormal<tf.Rank.R2>(key as KeyTensor, [x!.shape[0]!, model.latentDim]);
        const { reconstruction, kl } = elboTerms(model, x!, noise);
        return kl.sum(1).mul(klWeight!).sub(reconstruction).mean<tf.Scalar>();
      }),
  };
}
