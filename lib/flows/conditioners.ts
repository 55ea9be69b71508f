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

/**
 * Convolutions of 3x3, 1x1 and 3x3 with ReLU between them, [B,H,W,inChannels] → [B,H,W,outChannels], the last one starting
 * at zero; Kingma & Dhariwal 2018, section 3.3.
 */
export function createConvConditioner(
  scope: ParameterScope,
  { inChannels, outChannels, hidden }: ConvConditionerConfig,
): Conditioner {
  const conv1 = createConv2d(scope.in("conv1"), { inChannels, outChannels: hidden });
  const conv2 = createConv2d(scope.in("conv2"), {
    inChannels: hidden,
    outChannels: hidden,
    kernelSize: 1,
  });
  const conv3 = createConv2d(scope.in("conv3"), {
    inChannels: hidden,
    outChannels,
    zeroInit: true,
  });
  return (kept) => tf.tidy(() => conv3(conv2(conv1(kept as tf.Tensor4D).relu()).relu()));
}
