import { requireShape } from "../core/arguments";
import type { ClassLabels } from "../core/labels";
import { compile } from "../core/compile/compile";
import { rows, type NdArray } from "../core/ndarray";
import { requirePixels } from "../core/pixels";
import * as tf from "../core/tf";
import { labelsOf, oneHotLabels } from "./classes";
import type { LikelihoodParts } from "./likelihood";
import { columnOf, setColumn } from "./sampling/drawing";
import type { Canvas, PixelReader } from "./sampling/reader";
import type { Readings } from "./sampling/readings";

export interface PairLogProbs {
  /** log p(x), nats per picture, drawn one pixel at a time; [n]. */
  readonly one: Float64Array;
  /** The same when pixels 2k and 2k+1 of each row are drawn at once, independent given all before; [n]. */
  readonly two: Float64Array;
}

export interface PairOptions {
  readonly labels?: ClassLabels;
  /** Pictures at a time. @default 64 */
  readonly batchSize?: number;
}

export interface PairLikelihood {
  /**
   * What independence costs, exactly. With x and y the two pixels of a pair, a sampler of pairs gives y the probability
   * Σ_k p(x = k) p(y | x = k), where the model gives it p(y | x). The mean of one - two over the model's own pictures is the
   * sum of the conditional mutual informations I(x; y | all before). Each level k costs a step of its own: for pictures of
   * few levels.
   * @throws RangeError for pictures of another shape, of several colours, or with values out of range.
   */
  of(pictures: NdArray, options?: PairOptions): Promise<PairLogProbs>;
  dispose(): void;
}

export function createPairLikelihood(parts: LikelihoodParts, readings: Readings): PairLikelihood {
  const { shape, levels, classes } = parts.config;
  const [H, W, C] = shape;
  const step = compile((parameters) => [parts.distribution.logProbs(parameters!)]);
  const logProbs: LogProbs = async (reader, row, column) => {
    const parameters = reader.parameters(row, column);
    const [all] = step.run(parameters);
    const data = await all!.data<"float32">();
    tf.dispose([parameters, all!]);
    return data;
  };
  return {
    async of(pictures, { labels, batchSize = 64 } = {}) {
      if (C > 1) {
        throw new RangeError(`pairLogProbs: pictures of ${C} colours; it is for grey ones only.`);
      }
      requireShape("pairLogProbs", "pictures", pictures.shape, [-1, ...shape]);
      requirePixels("pairLogProbs", "pictures", pictures);
      const n = pictures.shape[0]!;
      const [one, two] = [new Float64Array(n), new Float64Array(n)];
      for (let start = 0; start < n; start += batchSize) {
        const B = Math.min(n - start, batchSize);
        const oneHot = oneHotLabels(labelsOf(labels, start, start + B), B, classes);
        const values = Float32Array.from(rows(pictures, start, start + B).data);
        const canvas: Canvas = { values, B, shape };
        const reader = readings.of().open(canvas, oneHot);
        const sums = [one, two].map((all) => all.subarray(start, start + B));
        for (let place = 0; place < H * W; place++) {
          const [row, column] = [Math.floor(place / W), place % W];
          if (column % 2 === 1) continue;
          await addPair({ reader, canvas, row, column, levels, logProbs }, sums as [Float64Array, Float64Array]); // prettier-ignore
        }
        reader.dispose();
        oneHot?.dispose();
      }
      return { one, two };
    },
    dispose: () => step.dispose(),
  };
}

/** log probabilities of all levels of a pixel, [B levels]. */
type LogProbs = (reader: PixelReader, row: number, column: number) => Promise<Float32Array>;

interface Pair {
  readonly reader: PixelReader;
  readonly canvas: Canvas;
  readonly row: number;
  readonly column: number;
  readonly levels: number;
  readonly logProbs: LogProbs;
}

/** Adds what a pair of pixels (or a last single one) contributes to both sums, each [B]. */
async function addPair(pair: Pair, [one, two]: readonly [Float64Array, Float64Array]) {
  const { reader, canvas, row, column, levels, logProbs } = pair;
  const { B, shape } = canvas;
  const chosen = (logs: Float32Array, x: Float32Array) =>
    x.map((value, b) => logs[b * levels + levelAt(value, levels)]!);
  const x = columnOf(canvas, row, column);
  const first = await logProbs(reader, row, column);
  for (const sums of [one, two]) chosen(first, x).forEach((log, b) => (sums[b]! += log));
  if (column + 1 === shape[1]) return;
  const y = columnOf(canvas, row, column + 1);
  const marginal = new Float64Array(B);
  for (let k = 0; k < levels; k++) {
    setColumn(canvas, row, column, new Float32Array(B).fill((2 * k) / (levels - 1) - 1));
    chosen(await logProbs(reader, row, column + 1), y).forEach((log, b) => {
      marginal[b]! += Math.exp(first[b * levels + k]! + log);
      if (levelAt(x[b]!, levels) === k) one[b]! += log;
    });
  }
  marginal.forEach((p, b) => (two[b]! += Math.log(p)));
  setColumn(canvas, row, column, x);
  reader.parameters(row, column + 1).dispose(); // from here on, the pixel is what it is
}

const levelAt = (value: number, levels: number) =>
  Math.min(levels - 1, Math.max(0, Math.round(((value + 1) * (levels - 1)) / 2)));
