import type { Rng } from "../../../lib/core";
import * as tf from "../../../lib/core/tf";
import { createMaf } from "../../../lib/flows";
import type { BenchNetwork } from "./network";

/** A masked autoregressive flow of points, the dimensions reversed between its layers. */
export interface MafBenchConfig {
  readonly dim: number;
  readonly layers: number;
  /** Widths of the hidden layers of each network. */
  readonly hidden: readonly number[];
  /** Largest log-scale of a layer. */
  readonly maxLogScale: number;
}

/** Builds the flow with fresh weights from `rng`; its loss is the negative log-likelihood, in nats per dimension. */
export function createMafBench(config: MafBenchConfig, rng: Rng): BenchNetwork {
  const { dim } = config;
  const { parameters, logProb } = createMaf({ ...config, batchNorm: false }, rng);
  return {
    parameters,
    inputs: (count, key) => new Map([["x", key.normal([count, dim])]]),
    loss: (x) => tf.tidy(() => logProb(x!).mean<tf.Scalar>().div(-dim)),
  };
}
