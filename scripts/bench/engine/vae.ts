import type { Rng } from "../../../lib/core";
import * as tf from "../../../lib/core/tf";
import { createVae } from "../../../lib/vae";
import { elboTerms } from "../../../lib/vae/bound";
import type { BenchNetwork } from "./network";

/** The VAE of MNIST: convolutions, discretised logistic pixels. */
export interface VaeSizes {
  readonly imageSize: number;
  readonly channels: number;
  readonly baseChannels: number;
  readonly hidden: number;
  readonly latentDim: number;
}

/** Builds the VAE with fresh weights from `rng`; its loss is -ELBO for given noise, nats per example. */
export function createVaeNetwork({ latentDim, ...network }: VaeSizes, rng: Rng): BenchNetwork {
  const { imageSize, channels } = network;
  const model = createVae({ network, latentDim }, rng);
  return {
    parameters: model.parameters,
    inputs: (count, key) =>
      new Map<string, tf.Tensor>([
        ["noise", key.fold("noise").normal<tf.Rank.R2>([count, latentDim])],
        ["x", pictures([count, imageSize, imageSize, channels], key.fold("x"))],
      ]),
    loss: (noise, x) =>
      tf.tidy(() => {
        const { reconstruction, kl } = elboTerms(model, x!, noise as tf.Tensor2D);
        return kl.sum(1).sub(reconstruction).mean<tf.Scalar>();
      }),
    predict: (noise) => model.decoder(noise as tf.Tensor2D),
  };
}

/** Pixels of 256 levels in [-1, 1]. */
const pictures = (shape: [number, number, number, number], rng: Rng): tf.Tensor4D =>
  tf.tidy(() => rng.uniform<tf.Rank.R4>(shape).mul(255).round().div(127.5).sub(1));
