import { requireInteger } from "../core/arguments";
import * as tf from "../core/tf";
import { createConv2d, createLinear, silu, type ParameterScope } from "../nn";
import type { Conditioner } from "./coupling";

export interface MlpConditionerConfig {
  readonly inFeatures: number;
  readonly outFeatures: number;
  /** Of each hidden layer. @default 64 */
  readonly width?: number;
  /** Hidden layers. @default 2 */
  readonly depth?: number;
}

/**
 * A perceptron with SiLU, [B,inFeatures] → [B,outFeatures], whose last layer starts at zero, so that a coupling starts as the
 * identity; Kingma & Dhariwal 2018, section 3.3.
 */
export function createMlpConditioner(
  scope: ParameterScope,
  { inFeatures, outFeatures, width = 64, depth = 2 }: MlpConditionerConfig,
): Conditioner {
  requireInteger("conditioner", "depth", depth, 1);
  const hidden = Array.from({ length: depth }, (_, i) =>
    createLinear(scope.in(`linear${i + 1}`), {
      inFeatures: i === 0 ? inFeatures : width,
      outFeatures: width,
    }),
  );
  const last = createLinear(scope.in("out"), { inFeatures: width, outFeatures, zeroInit: true });
  return (kept) => tf.tidy(() => last(hidden.reduce((h, layer) => silu(layer(h)), kept)));
}

export interface ConvConditionerConfig {
  readonly inChannels: number;
  readonly outChannels: number;
  /** Width of the two hidden layers. */
  readonly hidden: number;
}

/** Side of the first kernel. */
const KERNEL = 5;

/**
 * Convolutions of 5x5, 1x1 and 1x1 with ReLU between them, [B,H,W,inChannels] → [B,H,W,outChannels], the last one starting at
 * zero. They see as far as Glow's 3x3, 1x1 and 3x3 (Kingma & Dhariwal 2018, section 3.3), but only the first, which has few
 * inputs, looks at neighbours: half the time on processors.
 */
export function createConvConditioner(
  scope: ParameterScope,
  { inChannels, outChannels, hidden }: ConvConditionerConfig,
): Conditioner {
  const neighbours = createConv2d(scope.in("conv1"), {
    inChannels,
    outChannels: hidden,
    kernelSize: KERNEL,
  });
  const mix = createLinear(scope.in("conv2"), { inFeatures: hidden, outFeatures: hidden });
  const last = createLinear(scope.in("conv3"), {
    inFeatures: hidden,
    outFeatures: outChannels,
    zeroInit: true,
  });
  return (kept) =>
    tf.tidy(() => last(mix(neighbours(kept as tf.Tensor4D).relu<tf.Tensor>()).relu<tf.Tensor>()));
}
