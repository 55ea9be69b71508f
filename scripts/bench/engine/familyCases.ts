import { THREADS } from "../networks";
import { atMost, training, type Case } from "./cases";
import type { NetworkSpec } from "./network";

/** Training of a network with batches of the size that the shipped model is trained with; the PixelCNN's is twice that. */
const trained = (name: string, network: NetworkSpec, batch: number, steps: number): Case => ({
  name,
  network,
  threads: THREADS,
  average: true,
  batch,
  tasks: [training(batch, steps, atMost(1.05))],
});

const digits = { imageSize: 28, channels: 1 } as const;

/** What is compared of the other families, by the part that the command line names. */
export const FAMILY_CASES: Readonly<Record<string, readonly Case[]>> = {
  vae: [
    trained(
      "VAE of digits, 24 latent dimensions",
      { kind: "vae", config: { ...digits, baseChannels: 16, hidden: 128, latentDim: 24 } },
      128,
      6,
    ),
  ],
  gan: [
    trained(
      "DCGAN of digits with R1, ten classes",
      {
        kind: "dcgan",
        config: {
          ...digits,
          baseChannels: 32,
          groups: 8,
          labelDim: 32,
          latentDim: 64,
          classes: 10,
        },
      },
      64,
      4,
    ),
  ],
  "glow-digits": [
    trained(
      "Glow of digits, one level of 8 steps",
      { kind: "glow", config: { ...digits, steps: 8, hidden: 64 } },
      64,
      4,
    ),
  ],
  maf: [
    trained(
      "MAF of digits, 3 layers of width 256",
      { kind: "maf", config: { dim: 784, layers: 3, hidden: [256], maxLogScale: 3 } },
      128,
      10,
    ),
  ],
  pixelcnn: [
    trained(
      "PixelCNN of digits, 7 gated layers of 32 features, ten classes",
      {
        kind: "pixelCnn",
        config: {
          shape: [28, 28, 1],
          levels: 256,
          classes: 10,
          features: 32,
          layers: 7,
          firstKernel: 7,
          kernel: 3,
          headFeatures: 64,
        },
      },
      16,
      2,
    ),
  ],
};
