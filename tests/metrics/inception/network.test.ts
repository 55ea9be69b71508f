import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ready, rows, type NdArray } from "../../../lib/core";
import * as tf from "../../../lib/core/tf";
import { loadInception, type InceptionExtractor, type InceptionResize } from "../../../lib/metrics";
import { INCEPTION_BLOCKS } from "../../../lib/metrics/inception/blocks";
import { convolutions } from "../../../lib/metrics/inception/load";
import { runLayers } from "../../../lib/metrics/inception/network";
import { preprocess } from "../../../lib/metrics/inception/preprocess";
import { golden } from "../../contracts/golden";
import {
  hashedPictures,
  hashedUniform,
  hashedWeights,
  writeWeights,
} from "../../contracts/inception";
import { temporaryFolder } from "../../contracts/temporary";

interface Rows {
  /** Every 16th number of each row. */
  readonly rows: number[][];
  /** Of whole rows. */
  readonly norms: number[];
}
type Golden = Record<InceptionResize | "grey" | "logits" | "unbiased", Rows> & {
  readonly shapes: Record<string, number[]>;
  readonly hash: number[];
  readonly blocks: Record<string, { shape: number[]; mean: number; square: number }>;
};

const expected = golden<Golden>("inception");
const file = path.join(temporaryFolder(), "inception.safetensors");
const images = hashedPictures([2, 32, 32, 3]);
let network: InceptionExtractor;
let tensorsBefore: number;
let features: NdArray;

/** Largest difference over the largest number expected, and the norms' relative difference: which is larger. */
function difference({ data, shape }: NdArray, reference: Rows): number {
  expect(shape[0]).toBe(reference.rows.length);
  const width = shape[1]!;
  const largest = Math.max(...reference.rows.flat().map(Math.abs));
  let worst = 0;
  reference.rows.forEach((row, n) => {
    const norm = Math.hypot(...data.subarray(n * width, (n + 1) * width));
    worst = Math.max(worst, Math.abs(norm / reference.norms[n]! - 1));
    row.forEach((value, i) => {
      worst = Math.max(worst, Math.abs(value - data[n * width + 16 * i]!) / largest);
    });
  });
  return worst;
}

beforeAll(async () => {
  await ready();
  writeWeights(file, hashedWeights(expected.shapes));
  tensorsBefore = tf.memory().numTensors;
  network = await loadInception(file);
  features = await network.extract(images);
}, 60_000);
afterAll(() => network.dispose());

describe("inception with weights made by formula", () => {
  it("hashes as the reference does", () => {
    hashedUniform("fc.bias", 5).forEach((v, i) => expect(v).toBeCloseTo(expected.hash[i]!, 8));
  });

  it("has torch-fidelity's features", () => {
    expect(features.shape).toEqual([2, 2048]);
    expect(difference(features, expected["torch-fidelity"])).toBeLessThan(3e-6);
  });

  it("has the mean and mean square of each of its blocks", () => {
    const tensors = hashedWeights(expected.shapes);
    const { data, shape } = preprocess(images, "torch-fidelity", true);
    tf.tidy(() => {
      let h = tf.tensor<tf.Rank.R4>(data, shape as [number, number, number, number]);
      for (const { name, layers } of INCEPTION_BLOCKS) {
        const convs = convolutions(tensors, layers);
        h = runLayers(layers, convs, h);
        for (const { kernel, bias } of convs.values()) tf.dispose([kernel, bias]);
        const block = expected.blocks[name];
        if (!block) continue; // the stem
        expect(h.shape, name).toEqual(block.shape);
        expect(h.mean().dataSync()[0]! / block.mean - 1, name).toBeCloseTo(0, 5);
        expect(h.square().mean().dataSync()[0]! / block.square - 1, name).toBeCloseTo(0, 5);
      }
    });
    expect(Object.keys(expected.blocks)).toHaveLength(INCEPTION_BLOCKS.length - 1);
  });

  it("has its features of a grey picture: three equal channels", async () => {
    const grey = hashedPictures([1, 28, 28, 1]);
    expect(difference(await network.extract(grey), expected.grey)).toBeLessThan(3e-6);
  });

  it("has pytorch-fid's features, which are others, also from a graph of one picture", async () => {
    const heard: number[][] = [];
    const other = await loadInception(file, {
      resize: "pytorch-fid",
      batchSize: 1,
      onProgress: (...step) => heard.push(step),
    });
    const found = await other.extract(images);
    expect(difference(found, expected["pytorch-fid"])).toBeLessThan(3e-6);
    expect(difference(found, expected["torch-fidelity"])).toBeGreaterThan(1e-2);
    expect(heard).toEqual([
      [1, 2],
      [2, 2],
    ]);
    expect(other.id).toContain("pytorch-fid");
    expect(other.id).not.toBe(network.id);
    other.dispose();
  });

  it("has torch-fidelity's logits, with and without bias", async () => {
    const unbiased = await network.logits(features);
    const logits = await network.logits(features, { bias: true });
    expect(logits.shape).toEqual([2, 1008]);
    expect(difference(unbiased, expected.unbiased)).toBeLessThan(5e-6);
    expect(difference(logits, expected.logits)).toBeLessThan(5e-6);
    expect(difference(logits, expected.unbiased)).toBeGreaterThan(1e-3);
  });

  it("turns logits into probabilities", async () => {
    for (const bias of [false, true]) {
      const { data } = await network.logits(rows(features, 0, 1), { bias });
      const { data: p } = await network.probabilities(rows(features, 0, 1), { bias });
      const total = data.reduce((sum, logit) => sum + Math.exp(logit), 0);
      p.forEach((value, i) => expect(value).toBeCloseTo(Math.exp(data[i]!) / total, 6));
    }
  });

  it("says which network it is", () => {
    expect(network.dimensions).toBe(2048);
    expect(network.classes).toBe(1008);
    expect(network.resize).toBe("torch-fidelity");
    expect(network.id).toMatch(
      /^inception-v3-2015-12-05 pool3 torch-fidelity 8-bit sha256:[0-9a-f]{12}$/,
    );
  });

  it("rounds to 8 bits unless told otherwise", async () => {
    const shifted = { ...images, data: images.data.map((v) => v * 0.999 + 1e-3) };
    const exact = await network.extract(shifted);
    expect(difference(exact, expected["torch-fidelity"])).toBeLessThan(3e-6);
  });

  it("refuses features of another width and pictures out of range", async () => {
    await expect(network.logits({ data: new Float32Array(64), shape: [1, 64] })).rejects.toThrow(
      "inception: features has shape [1, 64]; expected [any, 2048].",
    );
    const bytes = { ...images, data: images.data.map((v) => 127.5 * (v + 1)) };
    await expect(network.extract(bytes)).rejects.toThrow("expected pixels in [-1, 1]");
  });

  it("leaves no tensors behind, and none at all once disposed", async () => {
    const loaded = tf.memory().numTensors;
    const tiny = hashedPictures([1, 8, 8, 1]);
    const found = await network.extract(tiny);
    await network.logits(found, { bias: true });
    await network.probabilities(found);
    expect(tf.memory().numTensors).toBe(loaded);
    expect(loaded - tensorsBefore).toBe(2 * 94 + 2);
    network.dispose();
    network.dispose();
    expect(tf.memory().numTensors).toBe(tensorsBefore);
    await expect(network.extract(tiny)).rejects.toThrow("is disposed; load it again");
    await expect(network.logits(found)).rejects.toThrow("is disposed; load it again");
  });
});
