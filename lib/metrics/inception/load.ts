import { createHash } from "node:crypto";
import fs from "node:fs/promises";
import { requireInteger } from "../../core/arguments";
import { ready } from "../../core/backend";
import type { NdArray } from "../../core/ndarray";
import * as tf from "../../core/tf";
import {
  convolutionsOf,
  INCEPTION_BLOCKS,
  INCEPTION_CLASSES,
  INCEPTION_FEATURES,
  type Layer,
} from "./blocks";
import { createInceptionExtractor, type InceptionExtractor } from "./extractor";
import { foldBatchNorm } from "./fold";
import type { FoldedConvs } from "./network";
import type { InceptionResize } from "./resize";
import { convWeights, readWeights, RECIPE } from "./weights";

export interface InceptionOptions {
  /** Which tool's resizing and range. Figures of different ones must not be compared. @default "torch-fidelity" */
  readonly resize?: InceptionResize;
  /**
   * Round pixels to 8 bits first: both tools read 8-bit pictures, so published figures are of such. @default true
   */
  readonly quantize?: boolean;
  /** Pictures at a time. At 299 x 299 each takes about 30 MB while it runs. @default 16 */
  readonly batchSize?: number;
  /** Hears how many of the pictures are done; what it throws ends the work. */
  readonly onProgress?: (done: number, total: number) => void;
}

const RESIZES: readonly InceptionResize[] = ["torch-fidelity", "pytorch-fid"];

/**
 * The Inception-v3 that FID, KID and the Inception score are published with (Heusel et al. 2017; TensorFlow's network of
 * 2015-12-05), with weights that the user brings: a safetensors file with the names of pytorch-fid and torch-fidelity
 * (`Conv2d_1a_3x3.conv.weight`, ..., `Mixed_7c.branch_pool.bn.running_var`, `fc.weight`, `fc.bias`), float32 or float16.
 * It is made from their .pth file by
 *
 * ```python
 * import torch; from safetensors.torch import save_file
 * state = torch.load("pt_inception-2015-12-05-6726825d.pth", map_location="cpu", weights_only=True)
 * save_file({k: v.float().contiguous() for k, v in state.items() if "num_batches" not in k}, "inception.safetensors")
 * ```
 *
 * Other tensors in the file are ignored.
 * @throws Error when the file cannot be read, or a tensor is missing or of another shape or dtype, or holds no finite
 * numbers; RangeError for unknown options.
 */
export async function loadInception(
  file: string,
  options: InceptionOptions = {},
): Promise<InceptionExtractor> {
  const { resize = "torch-fidelity", quantize = true, batchSize = 16, onProgress } = options;
  requireInteger("loadInception", "batchSize", batchSize, 1);
  if (!RESIZES.includes(resize)) {
    throw new RangeError(
      `loadInception: resize='${String(resize)}'; pass one of '${RESIZES.join("', '")}'.`,
    );
  }
  const bytes = await fs.readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`inception: cannot read ${file} (${error.code ?? error.message}).\n${RECIPE}`, {
      cause: error,
    });
  });
  const tensors = readWeights(bytes, file);
  await ready();
  const convs = convolutions(
    tensors,
    INCEPTION_BLOCKS.flatMap((block) => block.layers),
  );
  const checksum = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
  const pixels = quantize ? "8-bit" : "unrounded";
  return createInceptionExtractor({
    id: `inception-v3-2015-12-05 pool3 ${resize} ${pixels} sha256:${checksum}`,
    convs,
    classWeights: tf.tensor2d(tensors.get("fc.weight")!.data, [
      INCEPTION_CLASSES,
      INCEPTION_FEATURES,
    ]),
    classBias: tf.tensor1d(tensors.get("fc.bias")!.data),
    resize,
    quantize,
    batchSize,
    onProgress,
  });
}

/** Every convolution among some layers with its batch norm folded in, as variables, which the caller frees. */
export function convolutions(
  tensors: ReadonlyMap<string, NdArray>,
  layers: readonly Layer[],
): FoldedConvs {
  return new Map(
    convolutionsOf(layers).map((layer) => {
      const { kernel, bias } = foldBatchNorm(layer, convWeights(tensors, layer.name));
      const variables = tf.tidy(() => ({
        kernel: tf.variable(
          tf.tensor<tf.Rank.R4>(kernel.data, kernel.shape as [number, number, number, number]),
          false,
        ),
        bias: tf.variable(tf.tensor1d(bias.data), false),
      }));
      return [layer.name, variables];
    }),
  );
}
