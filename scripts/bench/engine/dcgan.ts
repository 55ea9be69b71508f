import type { Rng } from "../../../lib/core";
import * as tf from "../../../lib/core/tf";
import { createGan, ganLoss, r1Penalty } from "../../../lib/gan";
import type { BenchNetwork } from "./network";

/** The two networks of lib/gan's DCGAN, conditional. */
export interface DcganConfig {
  readonly imageSize: number;
  readonly channels: number;
  readonly baseChannels: number;
  readonly groups: number;
  readonly labelDim: number;
  readonly latentDim: number;
  readonly classes: number;
}

/** γ of R1. */
const WEIGHT = 1;

/**
 * Builds both networks with fresh weights from `rng`. The loss is the discriminator's with R1, which takes gradients of
 * gradients, followed through both networks; the prediction is the generator's.
 */
export function createDcgan(
  { latentDim, classes, ...network }: DcganConfig,
  rng: Rng,
): Required<BenchNetwork> {
  const { parameters, generate, discriminate, eventShape } = createGan(
    { network, latentDim, classes },
    rng,
  );
  const { discriminator } = ganLoss("non-saturating");
  return {
    parameters,
    inputs(count, rng) {
      const labels = rng.fold("classes").integerArray(count, { high: classes });
      return new Map<string, tf.Tensor>([
        ["z", rng.fold("z").normal([count, latentDim])],
        ["classes", tf.tidy(() => tf.oneHot(Array.from(labels), classes).toFloat())],
        ["x", rng.fold("x").normal([count, ...eventShape] as [number])],
      ]);
    },
    predict: (z, oneHot) => generate(z as tf.Tensor2D, oneHot as tf.Tensor2D),
    loss: (z, oneHot, real) =>
      tf.tidy(() => {
        const logits = (x: tf.Tensor) => discriminate(x, oneHot as tf.Tensor2D);
        const fake = generate(z as tf.Tensor2D, oneHot as tf.Tensor2D);
        const game = discriminator(logits(real!), logits(fake));
        return game.add<tf.Scalar>(r1Penalty(logits, real!, WEIGHT));
      }),
  };
}
