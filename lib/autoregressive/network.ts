import type { Rng } from "../core/rng";
import * as tf from "../core/tf";
import type { Parameters } from "../nn";
import type { FullConfig } from "./config";
import { createGatedNetwork } from "./gatedNetwork";
import { createPlainNetwork } from "./plainNetwork";
import type { CachedNetwork } from "./sampling/cachedNetwork";

/** A network that gives, at every pixel and colour, the parameters of its distribution, which know only what came before. */
export interface PixelNetwork {
  readonly parameters: Parameters;
  /**
   * [B,H,W,C] in [-1, 1] → [B,H,W,C,P].
   * @param classes one-hot [B,classes], where the network has classes
   */
  predict(x: tf.Tensor4D, classes?: tf.Tensor2D): tf.Tensor5D;
  /** The same computation, one row and one pixel at a time; absent where there is none. */
  readonly cached?: CachedNetwork;
}

/** @param outputs parameters P of the distribution of one colour */
export const createNetwork = (config: FullConfig, outputs: number, rng: Rng): PixelNetwork =>
  config.network === "plain"
    ? createPlainNetwork(config, outputs, rng)
    : createGatedNetwork(config, outputs, rng);
