import { requireShape } from "../../core/arguments";
import { compile } from "../../core/compile/compile";
import { toNdArray, type NdArray } from "../../core/ndarray";
import * as tf from "../../core/tf";
import type { FeatureExtractor } from "../features";
import { imageBatches, withImages } from "../imageBatches";
import { INCEPTION_BLOCKS, INCEPTION_CLASSES, INCEPTION_FEATURES } from "./blocks";
import { runNetwork, type FoldedConvs } from "./network";
import { preprocess, requireImages } from "./preprocess";
import type { InceptionResize } from "./resize";

export interface LogitsOptions {
  /**
   * Add the last layer's bias. The published Inception scores leave it out (torch-fidelity's `logits_unbiased`).
   * @default false
   */
  readonly bias?: boolean;
}

/** Inception-v3 up to its last pooling, 2048 features, and the layer of 1008 classes after it. */
export interface InceptionExtractor extends FeatureExtractor {
  readonly dimensions: 2048;
  readonly classes: 1008;
  readonly resize: InceptionResize;
  /**
   * [n,H,W,C] in [-1, 1], C = 1 (made three equal channels) or 3 → features [n,2048].
   * @throws RangeError for another shape, pixels out of range, or no pictures.
   */
  extract(images: NdArray): Promise<NdArray>;
  /** Features [n,2048] of `extract` → logits [n,1008]. @throws RangeError for another shape. */
  logits(features: NdArray, options?: LogitsOptions): Promise<NdArray>;
  /** Features [n,2048] of `extract` → probabilities of the classes [n,1008], as the Inception score takes them. */
  probabilities(features: NdArray, options?: LogitsOptions): Promise<NdArray>;
  /** Frees the network. */
  dispose(): void;
}

export interface InceptionParts {
  readonly id: string;
  /** Variables, as `compile` asks. */
  readonly convs: FoldedConvs;
  /** [1008,2048] */
  readonly classWeights: tf.Tensor2D;
  /** [1008] */
  readonly classBias: tf.Tensor1D;
  readonly resize: InceptionResize;
  readonly quantize: boolean;
  readonly batchSize: number;
  readonly onProgress: ((done: number, total: number) => void) | undefined;
}

/** The extractor that `loadInception` returns; it owns the tensors it is given. */
export function createInceptionExtractor(parts: InceptionParts): InceptionExtractor {
  const { id, convs, classWeights, classBias, resize, quantize } = parts;
  const graph = compile((x) => [runNetwork(INCEPTION_BLOCKS, convs, x as tf.Tensor4D)]);
  let disposed = false;
  const requireAlive = () => {
    if (disposed) throw new Error("inception: the network is disposed; load it again.");
  };
  // Full batches run as a recorded graph, a fifth faster; a rest does not pay for a recording, nor for its memory.
  const compiled = (x: tf.Tensor4D) => graph.run(x)[0]!;
  const direct = (x: tf.Tensor4D) => runNetwork(INCEPTION_BLOCKS, convs, x);
  const classify = (
    features: NdArray,
    { bias = false }: LogitsOptions,
    then: (logits: tf.Tensor2D) => tf.Tensor2D,
  ): Promise<NdArray> => {
    requireAlive();
    requireShape("inception", "features", features.shape, [-1, INCEPTION_FEATURES]);
    return toNdArray(
      tf.tidy(() => {
        const h = tf.tensor2d(features.data, features.shape as [number, number]);
        const logits: tf.Tensor2D = tf.matMul(h, classWeights, false, true);
        return then(bias ? tf.add<tf.Tensor2D>(logits, classBias) : logits);
      }),
    );
  };
  return {
    id,
    resize,
    dimensions: INCEPTION_FEATURES,
    classes: INCEPTION_CLASSES,
    async extract(images) {
      requireAlive();
      requireImages("inception", images);
      const { batchSize, onProgress } = parts;
      const onBatch = (done: number) => {
        onProgress?.(done, images.shape[0]!);
        requireAlive();
      };
      return imageBatches(images, { batchSize, onBatch }, (batch) => {
        const full = batch.shape[0] === batchSize;
        return withImages(preprocess(batch, resize, quantize), full ? compiled : direct);
      });
    },
    logits: async (features, options = {}) => classify(features, options, (logits) => logits),
    probabilities: async (features, options = {}) =>
      classify(features, options, (logits) => tf.softmax(logits)),
    dispose() {
      if (disposed) return;
      disposed = true;
      graph.dispose();
      for (const { kernel, bias } of convs.values()) tf.dispose([kernel, bias]);
      tf.dispose([classWeights, classBias]);
    },
  };
}
