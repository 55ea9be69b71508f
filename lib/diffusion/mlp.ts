import { requireInteger, requireShape } from "../core/arguments";
import type { Rng } from "../core/rng";
import * as tf from "../core/tf";
import {
  createLinear,
  Parameters,
  requireTimeConvention,
  silu,
  timeEmbedding,
  type TimeConvention,
} from "../nn";
import { createLabelEmbedding } from "./labelEmbedding";
import type { DiffusionNetwork } from "./network";

/** A perceptron for points, in one typed config. */
export interface MlpConfig {
  /** Numbers in a point: 2 for the plane. */
  readonly dim: number;
  /** Width of every layer; even. @default 128 */
  readonly width?: number;
  /** Residual layers. @default 3 */
  readonly depth?: number;
  /** Classes that the network can be told of; 0 for an unconditional one. @default 0 */
  readonly classes?: number;
  /** How the timestep is embedded. @default "ddpm" */
  readonly timeEmbedding?: TimeConvention;
}

/** @throws RangeError for sizes that are none, and an embedding that there is none of. */
export function mlpDefaults(config: MlpConfig): Required<MlpConfig> {
  const full: Required<MlpConfig> = {
    width: 128,
    depth: 3,
    classes: 0,
    timeEmbedding: "ddpm",
    ...config,
  };
  requireTimeConvention("mlp", "timeEmbedding", full.timeEmbedding);
  requireInteger("mlp", "dim", full.dim, 1);
  requireInteger("mlp", "depth", full.depth, 1);
  requireInteger("mlp", "classes", full.classes, 0);
  if (Number.isInteger(full.width / 2) && full.width >= 4) return full;
  throw new RangeError(`mlp: width=${full.width}; pass an even number of at least 4.`);
}

/**
 * h = W x, then `depth` times h ← h + W₂ SiLU(W₁ SiLU(h) + W₃ e), then an output layer that starts at zero; e is SiLU of the
 * embedded timestep, plus the label's. [B,dim] → [B,outChannels].
 */
export function createMlp(config: MlpConfig, outChannels: number, rng: Rng): DiffusionNetwork {
  const { dim, width, depth, classes, timeEmbedding: convention } = mlpDefaults(config);
  const parameters = new Parameters(rng);
  const linear = (name: string, inFeatures: number, outFeatures: number, zeroInit = false) =>
    createLinear(parameters.in(name), { inFeatures, outFeatures, zeroInit });
  const time1 = linear("time1", width, width);
  const time2 = linear("time2", width, width);
  const label =
    classes > 0 ? createLabelEmbedding(parameters.in("label"), { classes, dim: width }) : undefined;
  const stem = linear("stem", dim, width);
  const blocks = Array.from({ length: depth }, (_, i) => ({
    first: linear(`block${i}.first`, width, width),
    condition: linear(`block${i}.condition`, width, width),
    second: linear(`block${i}.second`, width, width),
  }));
  const out = linear("out", width, outChannels, true);

  const predict: DiffusionNetwork["predict"] = (x, t, { labels } = {}) => {
    requireShape("mlp", "x", x.shape, [-1, dim]);
    requireShape("mlp", "t", t.shape, [x.shape[0]!]);
    if (labels) requireShape("mlp", "labels", labels.shape, [x.shape[0]!]);
    if (labels && classes === 0) {
      throw new RangeError(
        "mlp: labels for a network without classes; leave them out, or build it with classes.",
      );
    }
    return tf.tidy(() => {
      const time = time2(silu(time1(timeEmbedding(t, width, { convention })))); // [B,width]
      const embedding = silu(label ? time.add<tf.Tensor2D>(label(labels, x.shape[0]!)) : time);
      let h = stem(x as tf.Tensor2D);
      for (const { first, condition, second } of blocks) {
        h = h.add(second(silu(first(silu(h)).add<tf.Tensor2D>(condition(embedding)))));
      }
      return out(silu(h));
    });
  };
  return { parameters, predict, classes, outChannels };
}
