import type { NdArray } from "../core/ndarray";

/** Turns pictures into feature vectors. */
export interface FeatureExtractor {
  /** Says exactly which network, layer and weights: statistics of different extractors are never compared. */
  readonly id: string;
  readonly dimensions: number;
  /** [n,H,W,C] in [-1, 1] → [n,D]. */
  extract(images: NdArray): Promise<NdArray>;
}
