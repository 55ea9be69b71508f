import type { Rng } from "../core/rng";
import { loadModel, type CheckpointCard } from "../train";
import { buildWith } from "./buildWith";
import { compose } from "./compose";
import { uniformDequantiser } from "./dequantiser";
import { flatten } from "./factorOut";
import { logit, logitEnd } from "./logit";
import { createPictureFlow, type PictureFlow } from "./pictureFlow";
import { createStack, manyPasses, stackDefaults, type StackConfig } from "./stack";

/** Masked autoregressive flow of square pictures, pixel by pixel; Papamakarios et al. 2017, section 4.3. */
export interface PictureMafConfig extends StackConfig {
  /** Width and height in pixels. */
  readonly imageSize: number;
  /** @default 1 */
  readonly channels?: number;
  /** Levels of a pixel. @default 256 */
  readonly levels?: number;
  /** λ of the logit that the dequantised pictures go through; the paper's for MNIST by default. @default 1e-6 */
  readonly lambda?: number;
}

/** A picture takes one pass to be judged, and a pass for each of its numbers to be drawn. */
export type PictureMaf = PictureFlow<PictureMafConfig>;

const KIND = "picture-maf";

/**
 * A new model with fresh weights from `rng`.
 * @throws RangeError for sizes that are none, and as `createStack`, `logit` and `uniformDequantiser`.
 */
export function createPictureMaf(config: PictureMafConfig, rng: Rng): PictureMaf {
  const full = { ...stackDefaults(config), channels: 1, levels: 256, lambda: 1e-6, ...config };
  const { imageSize, channels, levels, lambda } = full;
  const eventShape = [imageSize, imageSize, channels];
  const dim = imageSize ** 2 * channels;
  const before = [logit(lambda), flatten(eventShape)];
  const dequantiser = uniformDequantiser(levels);
  return buildWith(rng, (parameters) => {
    const { bijector, training } = createStack(parameters, dim, full);
    return createPictureFlow<PictureMafConfig>({
      kind: KIND,
      description: "Masked autoregressive flow of pictures",
      config: full,
      eventShape,
      latentShape: [dim],
      limit: logitEnd(lambda),
      parameters,
      bijector: compose([...before, bijector]),
      training: compose([...before, training]),
      dequantiser,
      ...(manyPasses(dim) && { sequential: "inverse" }),
    });
  });
}

/** The model that `save` wrote. @throws Error when the file is missing, damaged, or of another kind or architecture. */
export const loadPictureMaf = (
  file: string,
): Promise<{ model: PictureMaf; card: CheckpointCard }> => loadModel(file, KIND, createPictureMaf);
