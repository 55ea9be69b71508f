import type { Rng } from "../../../lib/core";
import * as tf from "../../../lib/core/tf";
import {
  createMlp,
  createUNet,
  type DiffusionNetwork,
  type MlpConfig,
} from "../../../lib/diffusion";
import type { RealNvpConfig } from "../../../lib/flows";
import { mse, type Parameters } from "../../../lib/nn";
import type { UNetSizes } from "../networks";
import { createDcgan, type DcganConfig } from "./dcgan";
import { createDit, type DitConfig } from "./dit";
import { createGlow, type GlowConfig } from "./glow";
import { createMafBench, type MafBenchConfig } from "./maf";
import { createPixelCnnBench, type PixelCnnSizes } from "./pixelCnn";
import { createRealNvp } from "./realNvp";
import { createVaeNetwork, type VaeSizes } from "./vae";

/** A network with its loss. What is computed is that of the model's paper; what it computes on is noise. */
export interface BenchNetwork {
  readonly parameters: Parameters;
  /** The named inputs of `count` examples, [count, ...]. */
  inputs(count: number, rng: Rng): ReadonlyMap<string, tf.Tensor>;
  loss(...inputs: tf.Tensor[]): tf.Scalar;
  /** One evaluation while sampling, of all inputs but the last; absent where none is measured. */
  predict?(...inputs: tf.Tensor[]): tf.Tensor;
}

/** Which network, and its sizes. */
export type NetworkSpec =
  | { readonly kind: "unet"; readonly config: UNetSizes }
  | { readonly kind: "dit"; readonly config: DitConfig }
  | { readonly kind: "mlp"; readonly config: Required<Omit<MlpConfig, "timeEmbedding">> }
  | { readonly kind: "realNvp"; readonly config: RealNvpConfig }
  | { readonly kind: "glow"; readonly config: GlowConfig }
  | { readonly kind: "maf"; readonly config: MafBenchConfig }
  | { readonly kind: "vae"; readonly config: VaeSizes }
  | { readonly kind: "pixelCnn"; readonly config: PixelCnnSizes }
  | { readonly kind: "dcgan"; readonly config: DcganConfig };

/** Builds the network with fresh weights from `rng`. */
export function createNetwork({ kind, config }: NetworkSpec, rng: Rng): BenchNetwork {
  switch (kind) {
    case "unet":
      return denoising(createUNet(config, rng), imagesOf(config), config.classes);
    case "dit":
      return denoising(createDit(config, rng), imagesOf(config));
    case "mlp":
      return denoising(createMlp(config, config.dim, rng), [config.dim], config.classes);
    case "realNvp":
      return createRealNvp(config, rng);
    case "glow":
      return createGlow(config, rng);
    case "maf":
      return createMafBench(config, rng);
    case "vae":
      return createVaeNetwork(config, rng);
    case "pixelCnn":
      return createPixelCnnBench(config, rng);
    case "dcgan":
      return createDcgan(config, rng);
  }
}

const imagesOf = ({ imageSize, channels }: { imageSize: number; channels: number }) =>
  [imageSize, imageSize, channels] as const;

/** Noise prediction: the mean square of what is left of the noise; Ho et al. 2020, equation 14. */
function denoising(
  network: Pick<DiffusionNetwork, "parameters" | "predict">,
  eventShape: readonly number[],
  classes = 0,
): Required<BenchNetwork> {
  const predict = (x: tf.Tensor, t: tf.Tensor, labels?: tf.Tensor): tf.Tensor =>
    network.predict(x, t as tf.Tensor1D, labels && { labels: labels as tf.Tensor1D });
  return {
    parameters: network.parameters,
    predict: (x, t, labels) => predict(x!, t!, labels),
    inputs(count, rng) {
      const shape = [count, ...eventShape] as [number];
      const integers = (name: string, high: number) =>
        tf.tensor1d(rng.fold(name).integerArray(count, { high }), "float32");
      return new Map<string, tf.Tensor>([
        ["x", rng.fold("x").normal(shape)],
        ["t", integers("t", 1000)],
        ...(classes > 0 ? [["labels", integers("labels", classes)] as const] : []),
        ["noise", rng.fold("noise").normal(shape)],
      ]);
    },
    loss: (...inputs) =>
      mse(predict(inputs[0]!, inputs[1]!, inputs.slice(2, -1)[0]), inputs.at(-1)!),
  };
}
