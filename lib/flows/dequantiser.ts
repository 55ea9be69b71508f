import { requireInteger } from "../core/arguments";
import { randomUniform, type KeyTensor } from "../core/random";
import * as tf from "../core/tf";
import { levelOf, valueOf } from "../nn";
import { forEachExample } from "./bijector";

/** Levels made continuous. */
export interface Dequantised {
  /** Within the levels' bins, which fill [-1, 1]; [B,...]. */
  readonly value: tf.Tensor;
  /** log q(value | x) of each example, nats, [B]. */
  readonly logDensity: tf.Tensor1D;
}

/**
 * Noise q(x̃ | x) that makes data of whole-number levels continuous, for which a flow has a density. By Jensen's inequality
 * log P(x) >= E_q[log p(x̃) - log q(x̃ | x)]; Ho et al. 2019 (Flow++), equation 12.
 */
export interface Dequantiser {
  readonly kind: "uniform" | "variational";
  /** How many levels there are; level l of the data is 2 l/(levels - 1) - 1, and its bin [l, l + 1] · 2/levels - 1. */
  readonly levels: number;
  /** x [B,...], of levels in [-1, 1]; noise from the key. */
  dequantise(x: tf.Tensor, key: KeyTensor): Dequantised;
}

/** The level in whose bin each number is, as data: x̃ [B,...] in [-1, 1] → [B,...]. */
export const quantised = (value: tf.Tensor, levels: number): tf.Tensor =>
  tf.tidy(() =>
    valueOf(
      value
        .add(1)
        .mul(levels / 2)
        .floor()
        .clipByValue(0, levels - 1),
      levels,
    ),
  );

/** x̃ at share u in [0, 1) of the bin of level l. */
export const withinBin = (level: tf.Tensor, u: tf.Tensor, levels: number): tf.Tensor =>
  level
    .add(u)
    .mul(2 / levels)
    .sub(1);

/** Noise that is uniform within the bin; Theis et al. 2016, section 3.1. @throws RangeError for fewer than two levels. */
export function uniformDequantiser(levels = 256): Dequantiser {
  requireInteger("uniformDequantiser", "levels", levels, 2);
  return {
    kind: "uniform",
    levels,
    dequantise: (x, key) =>
      tf.tidy(() => {
        const u = randomUniform(key, x.shape as never);
        const dims = x.size / x.shape[0]!;
        return {
          value: withinBin(levelOf(x, levels), u, levels),
          logDensity: forEachExample(tf.scalar(dims * Math.log(levels / 2)), x),
        };
      }),
  };
}
