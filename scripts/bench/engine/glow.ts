import type { Rng } from "../../../lib/core";
import * as tf from "../../../lib/core/tf";
import { createGlow as createFlow } from "../../../lib/flows";
import type { BenchNetwork } from "./network";

/** One level of the library's Glow, with plain 1x1 convolutions, whose weights another library can be given. */
export interface GlowConfig {
  /** Side of the square images before the squeeze, an even number. */
  readonly imageSize: number;
  readonly channels: number;
  readonly steps: number;
  /** Width of the couplings' networks. */
  readonly hidden: number;
}

/** Builds the flow with fresh weights from `rng`; its loss is the negative log-likelihood, nats per dimension. */
export function createGlow({ steps, hidden, ...sizes }: GlowConfig, rng: Rng): BenchNetwork {
  const config = { ...sizes, levels: [{ steps, hidden }], mixing: "plain" } as const;
  const { parameters, logProb, eventShape } = createFlow(config, rng);
  const dims = tf.util.sizeFromShape([...eventShape]);
  const inputs = (count: number, key: Rng) => {
    const shape = [count, ...eventShape] as [number];
    return new Map([["x", tf.tidy(() => key.uniform(shape).mul(1.9).sub(0.95))]]);
  };
  const loss = (x?: tf.Tensor) => tf.tidy(() => logProb(x!).mean().div<tf.Scalar>(-dims));
  return { parameters, inputs, loss };
}
