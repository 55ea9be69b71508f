import { requireShape } from "../core/arguments";
import type { ClassLabels } from "../core/labels";
import { compile } from "../core/compile/compile";
import { inBatches } from "../core/inBatches";
import type { HasLogProb } from "../core/model";
import { rows, toTensor, type NdArray } from "../core/ndarray";
import { requirePixels } from "../core/pixels";
import * as tf from "../core/tf";
import { logMeanExp } from "../math";
import { nearestLevel } from "../nn";
import { labelsOf, oneHotLabels } from "./classes";
import type { FullConfig } from "./config";
import type { PixelDistribution } from "./distributions";
import type { PixelNetwork } from "./network";

export interface LogProbOptions {
  /** The class of each picture, or one for all: log p(x | c). @default none: log p(x), all classes equally probable */
  readonly labels?: ClassLabels;
}

export interface LogProbsOptions extends LogProbOptions {
  /** Pictures at a time. @default 50 */
  readonly batchSize?: number;
  /** Hears after each batch how many pictures are done. */
  readonly onBatch?: (done: number) => void;
}

/** What the exact likelihood is good for. Values of pictures are taken to the nearest level. */
export interface Likelihoods extends HasLogProb {
  /**
   * log p(x), nats per picture, [B]: the sum of the log probabilities of all pixels and colours, each given those before.
   * Differentiable in the parameters; without labels a network with classes is asked for every class. A tensor's values are
   * not looked at: those beyond -1 and 1 count as the first and the last level.
   * @throws RangeError for pictures of another shape, or labels that do not fit.
   */
  logProb(x: tf.Tensor, options?: LogProbOptions): tf.Tensor1D;
  /** The same for many pictures [n,H,W,C], compiled, some at a time; [n]. @throws RangeError for values out of range. */
  logProbs(pictures: NdArray, options?: LogProbsOptions): Promise<Float64Array>;
  /** log probability of each pixel given those before, colours added, [n,H,W]; nats. */
  pixelLogProbs(pictures: NdArray, options?: LogProbsOptions): Promise<NdArray>;
  /**
   * log p(x | c) of pictures [n,H,W,C] for every class, [n,classes]. By Bayes' rule, with all classes equally probable, the
   * largest is the most probable class.
   * @throws RangeError for a model without classes.
   */
  classLogProbs(pictures: NdArray, options?: Omit<LogProbsOptions, "labels">): Promise<NdArray>;
  dispose(): void;
}

const BATCH_SIZE = 50;

export interface LikelihoodParts {
  readonly config: FullConfig;
  readonly network: PixelNetwork;
  readonly distribution: PixelDistribution;
}

/** log probabilities of values on the levels, [B,H,W,C]; nats. */
export function logProbMap(
  { network, distribution }: LikelihoodParts,
  x: tf.Tensor4D,
  classes?: tf.Tensor2D,
): tf.Tensor4D {
  return tf.tidy(() => distribution.logProb(network.predict(x, classes), x) as tf.Tensor4D);
}

export function createLikelihoods(parts: LikelihoodParts): Likelihoods {
  const { shape, levels, classes } = parts.config;
  const [H, W] = shape;
  const onLevels = (x: tf.Tensor) => nearestLevel(x as tf.Tensor4D, levels);
  const given = (x: tf.Tensor, labels: ClassLabels | undefined) =>
    tf.tidy(() => {
      const oneHot = oneHotLabels(labels, x.shape[0]!, classes);
      return logProbMap(parts, onLevels(x), oneHot).sum([1, 2, 3]) as tf.Tensor1D;
    });
  const step = compile((x, oneHot) => [
    logProbMap(parts, onLevels(x!), oneHot as tf.Tensor2D | undefined).sum(3),
  ]);

  const pixelLogProbs: Likelihoods["pixelLogProbs"] = async (pictures, options = {}) => {
    const { labels, batchSize = BATCH_SIZE, onBatch } = options;
    requireShape("pixelCnn", "pictures", pictures.shape, [-1, ...shape]);
    requirePixels("pixelCnn", "pictures", pictures);
    const n = pictures.shape[0]!;
    oneHotLabels(labels, n, classes)?.dispose(); // checked before the work
    const part = (start: number, end: number) => {
      const oneHot = oneHotLabels(labelsOf(labels, start, end), end - start, classes);
      const all = [toTensor<tf.Rank>(rows(pictures, start, end)), ...(oneHot ? [oneHot] : [])];
      try {
        return step.run(...all);
      } finally {
        tf.dispose(all);
      }
    };
    return (await inBatches(n, part, { batchSize, onBatch }))[0]!;
  };

  const sums = async (pictures: NdArray, options: LogProbsOptions): Promise<Float64Array> => {
    const { data } = await pixelLogProbs(pictures, options);
    return Float64Array.from({ length: pictures.shape[0]! }, (_, i) =>
      data.subarray(i * H * W, (i + 1) * H * W).reduce((sum, value) => sum + value, 0),
    );
  };

  const classLogProbs: Likelihoods["classLogProbs"] = async (pictures, options = {}) => {
    if (classes === 0) {
      throw new RangeError(
        "pixelCnn: a model without classes has no p(x | c); train one with classes.",
      );
    }
    const n = pictures.shape[0]!;
    const { onBatch, ...rest } = options;
    const data = new Float32Array(n * classes);
    for (let label = 0; label < classes; label++) {
      const column = await sums(pictures, { ...rest, labels: label });
      column.forEach((value, i) => (data[i * classes + label] = value));
      onBatch?.(Math.floor((n * (label + 1)) / classes));
    }
    return { data, shape: [n, classes] };
  };

  return {
    logProb(x, { labels } = {}) {
      requireShape("pixelCnn", "x", x.shape, [-1, ...shape]);
      if (classes === 0 || labels !== undefined) return given(x, labels);
      return tf.tidy(() => {
        const each = Array.from({ length: classes }, (_, label) => given(x, label));
        return tf.logSumExp(tf.stack(each, 1), 1).sub<tf.Tensor1D>(Math.log(classes));
      });
    },
    async logProbs(pictures, options = {}) {
      if (classes === 0 || options.labels !== undefined) return sums(pictures, options);
      const { data } = await classLogProbs(pictures, options);
      return Float64Array.from({ length: pictures.shape[0]! }, (_, i) =>
        logMeanExp(data.subarray(i * classes, (i + 1) * classes)),
      );
    },
    pixelLogProbs,
    classLogProbs,
    dispose: () => step.dispose(),
  };
}
