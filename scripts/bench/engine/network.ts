import type { Rng } from "../../../lib/core";
import * as tf from "../../../lib/core/tf";
import { createUNet, type UNet } from "../../../lib/diffusion";
import { mse, type Parameters } from "../../../lib/nn";
import type { UNetSizes } from "../networks";
import { createDit, type DitConfig } from "./dit";
import { createGlow, type GlowConfig } from "./glow";
import { createRealNvp, type RealNvpConfig } from "./realNvp";

/** A network with its loss. What is computed is that of the model's paper; what it computes on is noise. */
export interface BenchNetwork {
  readonly parameters: Parameters;
  /** The named inputs of `count` examples, [count, ...]. */
  inputs(count: number, rng: Rng): ReadonlyMap<string, tf.Tensor>;
  loss(...inputs: tf.Tensor[]): tf.Scalar;
  /** One evaluation while sampling, of the first two inputs; absent where none is measured. */
  readonly predict?: UNet["predict"];
}

/** Which network, and its sizes. */
export type NetworkSpec =
  | { readonly kind: "unet"; readonly config: UNetSizes }
  | { readonly kind: "dit"; readonly config: DitConfig }
  | { readonly kind: "realNvp"; readonly config: RealNvpConfig }
  | { readonly kind: "glow"; readonly config: GlowConfig };

/** Builds the network with fresh weights from `rng`. */
export function createNetwork({ kind, config }: NetworkSpec, rng: Rng): BenchNetwork {
  switch (kind) {
    case "unet":
      return denoising(createUNet(config, rng), config);
    case "dit":
      return denoising(createDit(config, rng), config);
    case "realNvp":
      return createRealNvp(config, rng);
    case "glow":
      return createGlow(config, rng);
  }
}

/** Noise prediction: the mean square of what is left of the noise; Ho et al. 2020, equation 14. */
function denoising(
  { parameters, predict }: Pick<UNet, "parameters" | "predict">,
  { imageSize, channels }: { readonly imageSize: number; readonly channels: number },
): BenchNetwork {
  return {
    parameters,
    predict,
    inputs(count, rng) {
      const shape: [number, number, number, number] = [count, imageSize, imageSize, channels];
      const times = rng.fold("t").integerArray(count, { high: 1000 });
      return new Map<string, tf.Tensor>([
        ["x", rng.fold("x").normal(shape)],
        ["t", tf.tensor1d(times, "float32")],
        ["noise", rng.fold("noise").normal(shape)],
      ]);
    },
    loss: (x, t, noise) => mse(predict(x as tf.Tensor4D, t as tf.Tensor1D), noise!),
  };
}
