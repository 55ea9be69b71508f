import type { Rng } from "../../../lib/core";
import * as tf from "../../../lib/core/tf";
import { createRealNvp as createFlow, type RealNvpConfig } from "../../../lib/flows";
import type { BenchNetwork } from "./network";

/** The library's flow of points with fresh weights from `rng`; its loss is the negative log-likelihood, nats per example. */
export function createRealNvp(config: RealNvpConfig, rng: Rng): BenchNetwork {
  const { parameters, logProb } = createFlow(config, rng);
  const inputs = (count: number, key: Rng) => new Map([["x", key.normal([count, config.dim])]]);
  return { parameters, inputs, loss: (x) => tf.tidy(() => logProb(x!).mean<tf.Scalar>().neg()) };
}
