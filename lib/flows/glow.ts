import type { Rng } from "../core/rng";
import * as tf from "../core/tf";
import { createConv2d } from "../nn";
import { loadModel, type CheckpointCard } from "../train";
import { createActnorm } from "./actnorm";
import { createConvConditioner } from "./conditioners";
import { additiveCoupling, affineCoupling } from "./coupling";
import { createInvertibleConv, type ConvParametrization } from "./invertibleConv";
import {
  createMultiScale,
  multiScaleDefaults,
  type MultiScaleConfig,
  type MultiScaleFamily,
} from "./multiScale";
import { halves } from "./partition";
import type { PictureFlow } from "./pictureFlow";

/** Glow; Kingma & Dhariwal 2018. */
export interface GlowConfig extends MultiScaleConfig {
  /** Of the invertible 1x1 convolutions. @default "plu" */
  readonly parametrization?: ConvParametrization;
  /** @default "affine" */
  readonly coupling?: "affine" | "additive";
}

export type Glow = PictureFlow<Required<GlowConfig>>;

const KIND = "glow";

/**
 * Each step is actnorm, an invertible 1x1 convolution and a coupling; section 3, figure 2. Before the split, the half that
 * goes is normalised by what a convolution sees in the half that stays: a Gaussian prior that depends on it.
 */
const family = ({ parametrization, coupling }: Required<GlowConfig>): MultiScaleFamily => ({
  kind: KIND,
  description: "Glow: actnorm, invertible 1x1 convolutions and couplings at several scales",
  step(scope, eventShape, hidden) {
    const partition = halves(eventShape);
    const { keptSize: inChannels, movedSize } = partition;
    const outputs = coupling === "affine" ? 2 * movedSize : movedSize;
    const sizes = { inChannels, outChannels: outputs, hidden };
    const conditioner = createConvConditioner(scope.in("coupling"), sizes);
    const couple = coupling === "affine" ? affineCoupling : additiveCoupling;
    return [
      createActnorm(scope.in("actnorm"), eventShape),
      createInvertibleConv(scope.in("mixing"), eventShape, parametrization),
      couple(partition, conditioner),
    ];
  },
  beforeSplit(scope, eventShape) {
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

/** The model that `save` wrote. @throws Error when the file is missing, damaged, or of another kind or architecture. */
export const loadGlow = (file: string): Promise<{ model: Glow; card: CheckpointCard }> =>
  loadModel(file, KIND, createGlow);

/**
 * Glow with fresh weights from `rng`.
 * @throws RangeError for sizes that are none, a side that the levels cannot halve, or an unknown parametrisation or coupling.
 */
export function createGlow(config: GlowConfig, rng: Rng): Glow {
  const full: Required<GlowConfig> = {
    ...multiScaleDefaults,
    parametrization: "plu",
    coupling: "affine",
    ...config,
  };
  if (full.parametrization !== "plu" && full.parametrization !== "plain") {
    throw new RangeError(
      `glow: parametrization=${String(full.parametrization)}; pass "plu" or "plain".`,
    );
  }
  if (full.coupling !== "affine" && full.coupling !== "additive") {
    throw new RangeError(`glow: coupling=${String(full.coupling)}; pass "affine" or "additive".`);
  }
  return createMultiScale(family(full), full, rng);
}
