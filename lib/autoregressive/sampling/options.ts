import { requireInteger } from "../../core/arguments";
import type { NdArray } from "../../core/ndarray";
import type { Rng } from "../../core/rng";
import type { ProgressListener } from "../../train";
import type { ClassLabels } from "../../core/labels";
import type { FullConfig } from "../config";

/** How the network is asked: for the whole picture at every pixel, or only for what is new. The pictures are the same. */
export type SamplingMethod = "naive" | "cached";

/** Pictures of a batch as they are after a row. */
export interface SamplePart {
  /** Number of the first of them in the sample. */
  readonly first: number;
  /** [B,H,W,C]; not to keep. */
  readonly pictures: NdArray;
  /** Rows that are done. */
  readonly rows: number;
}

export interface PixelCnnSampleOptions {
  readonly rng: Rng;
  /**
   * The class of each picture, or one for all. @default where the network has classes, drawn from `rng`, all equally
   * probable; to complete pictures, labels are needed
   */
  readonly labels?: ClassLabels;
  /** @default "cached" where the network can: gated, with mask A */
  readonly method?: SamplingMethod;
  /**
   * 2 draws two neighbours of a row at once, grey ones, independent given all before them: the second does not see the
   * first; see `Drawing.pair`. @default 1
   */
  readonly pixelsPerStep?: 1 | 2;
  /** Pictures at a time. @default 64 */
  readonly batchSize?: number;
  /** Sees the pictures in the making after each row. */
  readonly visit?: (part: SamplePart) => void;
  readonly signal?: AbortSignal;
  readonly onProgress?: ProgressListener;
}

/** @throws RangeError for options that there are none of. */
export function requireOptions(
  { shape }: FullConfig,
  n: number,
  { batchSize = 1, pixelsPerStep = 1, method = "naive" }: PixelCnnSampleOptions,
): void {
  requireInteger("sample", "n", n, 1);
  requireInteger("sample", "batchSize", batchSize, 1);
  requireInteger("sample", "pixelsPerStep", pixelsPerStep, 1, 2);
  if (pixelsPerStep === 2 && shape[2] > 1) {
    throw new RangeError(
      `sample: pixelsPerStep=2 for pixels of ${shape[2]} colours; it is for grey pictures only.`,
    );
  }
  if (method === "naive" || method === "cached") return;
  throw new RangeError(`sample: method="${String(method)}"; pass "naive" or "cached".`);
}
