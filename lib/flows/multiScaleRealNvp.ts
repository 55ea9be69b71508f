import type { Rng } from "../core/rng";
import { loadModel, type CheckpointCard } from "../train";
import { createActnorm } from "./actnorm";
import { createConvConditioner } from "./conditioners";
import { affineCoupling } from "./coupling";
import {
  createMultiScale,
  multiScaleDefaults,
  type MultiScaleConfig,
  type MultiScaleFamily,
} from "./multiScale";
import { halves } from "./partition";
import type { PictureFlow } from "./pictureFlow";

export type MultiScaleRealNvp = PictureFlow<Required<MultiScaleConfig>>;

const KIND = "realnvp-multiscale";

/**
 * Couplings that take turns at the two halves of the channels. After the first squeeze the halves are the two colours of the
 * checkerboard of pixels, so that nothing is computed at full resolution.
 */
const family: MultiScaleFamily = {
  kind: KIND,
  description: "Multi-scale RealNVP of pictures: actnorm and affine couplings",
  step(scope, eventShape, hidden, index) {
    const partition = halves(eventShape, index % 2 === 0 ? "first" : "second");
    const { keptSize: inChannels, movedSize } = partition;
    const sizes = { inChannels, outChannels: 2 * movedSize, hidden };
    return [
      createActnorm(scope.in("actnorm"), eventShape),
      affineCoupling(partition, createConvConditioner(scope.in("coupling"), sizes)),
    ];
  },
};

/** The model that `save` wrote. @throws Error when the file is missing, damaged, or of another kind or architecture. */
export const loadMultiScaleRealNvp = (
  file: string,
): Promise<{ model: MultiScaleRealNvp; card: CheckpointCard }> =>
  loadModel(file, KIND, createMultiScaleRealNvp);

/**
 * RealNVP of pictures (Dinh et al. 2017, section 3.6) with fresh weights from `rng`, its batch normalisation replaced by
 * actnorm.
 * @throws RangeError for sizes that are none, or a side that the levels cannot halve.
 */
export const createMultiScaleRealNvp = (config: MultiScaleConfig, rng: Rng): MultiScaleRealNvp =>
  createMultiScale(family, { ...multiScaleDefaults, ...config }, rng);
