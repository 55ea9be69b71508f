import type { Rng } from "../core/rng";
import * as tf from "../core/tf";
import { createConv2d, type ParameterScope } from "../nn";
import { loadModel, type CheckpointCard } from "../train";
import { createActnorm } from "./actnorm";
import type { Bijector } from "./bijector";
import { createConvConditioner } from "./conditioners";
import { additiveCoupling, affineCoupling } from "./coupling";
import { exchangeHalves } from "./exchangeHalves";
import { createInvertibleConv, type ConvParametrization } from "./invertibleConv";
import {
  createMultiScale,
  multiScaleDefaults,
  type MultiScaleConfig,
  type MultiScaleFamily,
} from "./multiScale";
import { halves } from "./partition";
import type { PictureFlow } from "./pictureFlow";

/** Glow; Kingma & Dhariwal 2018. Each part can be exchanged for a simpler one, to see what it is worth. */
export interface GlowConfig extends MultiScaleConfig {
  /**
   * What mixes the channels between couplings: an invertible 1x1 convolution in either parametrisation, or no more than an
   * exchange of the halves. @default "plu"
   */
  readonly mixing?: ConvParametrization | "exchange";
  /** @default "affine" */
  readonly coupling?: "affine" | "additive";
  /** Set from the first batch; the same layer starting as the identity; or none. @default "data" */
  readonly actnorm?: "data" | "identity" | "none";
  /** Of the half that leaves at a split: a normal law that depends on what stays, or N(0, I). @default "conditional" */
  readonly splitPrior?: "conditional" | "standard";
}

export type Glow = PictureFlow<Required<GlowConfig>>;

const KIND = "glow";

type Part = "mixing" | "coupling" | "actnorm" | "splitPrior";

const CHOICES = {
  mixing: ["plu", "plain", "exchange"],
  coupling: ["affine", "additive"],
  actnorm: ["data", "identity", "none"],
  splitPrior: ["conditional", "standard"],
} as const satisfies { readonly [name in Part]: readonly GlowConfig[name][] };

/**
 * Each step is actnorm, an invertible 1x1 convolution and a coupling; section 3, figure 2. Before the split, the half that
 * goes is normalised by what a convolution sees in the half that stays: a Gaussian prior that depends on it.
 */
const family = (config: Required<GlowConfig>): MultiScaleFamily => ({
  kind: KIND,
  description: "Glow: actnorm, invertible 1x1 convolutions and couplings at several scales",
  step(scope, eventShape, hidden) {
    const { mixing, coupling } = config;
    const partition = halves(eventShape);
    const { keptSize: inChannels, movedSize } = partition;
    const outputs = coupling === "affine" ? 2 * movedSize : movedSize;
    const sizes = { inChannels, outChannels: outputs, hidden };
    const conditioner = createConvConditioner(scope.in("coupling"), sizes);
    const couple = coupling === "affine" ? affineCoupling : additiveCoupling;
    return [
      ...normalisation(scope.in("actnorm"), eventShape, config.actnorm),
      mixing === "exchange"
        ? exchangeHalves(eventShape)
        : createInvertibleConv(scope.in("mixing"), eventShape, mixing),
      couple(partition, conditioner),
    ];
  },
  beforeSplit(scope, eventShape) {
    if (config.splitPrior === "standard") return [];
    const partition = halves(eventShape);
    const { keptSize: inChannels, movedSize } = partition;
    const conv = createConv2d(scope.in("prior"), {
      inChannels,
      outChannels: 2 * movedSize,
      zeroInit: true,
    });
    return [affineCoupling(partition, (kept) => conv(kept as tf.Tensor4D))];
  },
});

function normalisation(
  scope: ParameterScope,
  eventShape: readonly number[],
  actnorm: Required<GlowConfig>["actnorm"],
): Bijector[] {
  if (actnorm === "none") return [];
  const layer = createActnorm(scope, eventShape);
  return [actnorm === "data" ? layer : { forward: layer.forward, inverse: layer.inverse }];
}

/** The model that `save` wrote. @throws Error when the file is missing, damaged, or of another kind or architecture. */
export const loadGlow = (file: string): Promise<{ model: Glow; card: CheckpointCard }> =>
  loadModel(file, KIND, createGlow);

/**
 * Glow with fresh weights from `rng`.
 * @throws RangeError for sizes that are none, a side that the levels cannot halve, or a part that there is none of.
 */
export function createGlow(config: GlowConfig, rng: Rng): Glow {
  const full: Required<GlowConfig> = {
    ...multiScaleDefaults,
    mixing: "plu",
    coupling: "affine",
    actnorm: "data",
    splitPrior: "conditional",
    ...config,
  };
  for (const [name, choices] of Object.entries(CHOICES)) {
    const chosen = full[name as Part];
    if (!(choices as readonly string[]).includes(chosen)) {
      throw new RangeError(`glow: ${name}=${chosen}; pass one of ${choices.join(", ")}.`);
    }
  }
  return createMultiScale(family(full), full, rng);
}
