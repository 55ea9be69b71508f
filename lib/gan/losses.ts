import * as tf from "../core/tf";

export const ganLosses = ["non-saturating", "saturating", "hinge", "wasserstein"] as const;

/**
 * What the two networks minimise, D(x) = σ(logit):
 * - "saturating": the minimax game; Goodfellow et al. 2014, equation 1. The generator minimises E[log(1 - D)].
 * - "non-saturating": the same discriminator, but the generator minimises -E[log D]; their section 3.
 * - "hinge": Lim & Ye 2017; Miyato et al. 2018, equations 16 and 17.
 * - "wasserstein": differences of logits; Arjovsky et al. 2017. It needs a penalty that keeps D from growing.
 */
export type GanLoss = (typeof ganLosses)[number];

/** Losses of logits [B], means over the batch. */
export interface LossPair {
  discriminator(real: tf.Tensor1D, fake: tf.Tensor1D): tf.Scalar;
  generator(fake: tf.Tensor1D): tf.Scalar;
}

/** -log σ(logit), the surprise at D: nats. */
const surprise = (logit: tf.Tensor1D): tf.Tensor1D => tf.softplus(logit.neg());

/** -log(1 - σ(logit)). */
const complementSurprise = (logit: tf.Tensor1D): tf.Tensor1D => tf.softplus(logit);

const binary: LossPair["discriminator"] = (real, fake) =>
  surprise(real).mean().add<tf.Scalar>(complementSurprise(fake).mean());

const pairs: Record<GanLoss, LossPair> = {
  "non-saturating": {
    discriminator: binary,
    generator: (fake) => surprise(fake).mean<tf.Scalar>(),
  },
  saturating: {
    discriminator: binary,
    generator: (fake) => complementSurprise(fake).mean<tf.Scalar>().neg<tf.Scalar>(),
  },
  hinge: {
    discriminator: (real, fake) =>
      tf
        .relu(tf.sub(1, real))
        .mean()
        .add<tf.Scalar>(tf.relu(fake.add(1)).mean()),
    generator: (fake) => fake.mean<tf.Scalar>().neg<tf.Scalar>(),
  },
  wasserstein: {
    discriminator: (real, fake) => fake.mean().sub<tf.Scalar>(real.mean()),
    generator: (fake) => fake.mean<tf.Scalar>().neg<tf.Scalar>(),
  },
};

/** @throws RangeError for a loss that there is none of. */
export function ganLoss(loss: GanLoss): LossPair {
  const pair = pairs[loss];
  if (pair === undefined) {
    throw new RangeError(`gan: loss="${String(loss)}"; pass one of ${ganLosses.join(", ")}.`);
  }
  return {
    discriminator: (real, fake) => tf.tidy(() => pair.discriminator(real, fake)),
    generator: (fake) => tf.tidy(() => pair.generator(fake)),
  };
}
