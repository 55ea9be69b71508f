import { beforeEach, describe, expect, it } from "vitest";
import {
  createPixelCnn,
  dependencies,
  dependencyMatrix,
  type PixelCnnConfig,
} from "../../lib/autoregressive";
import { createLevelEmbedding } from "../../lib/autoregressive/levelEmbedding";
import { seed } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import { Parameters } from "../../lib/nn";
import { expectClose } from "../contracts/close";
import { golden, tensorOf, type GoldenArray } from "../contracts/golden";
import { nativeOnly } from "../contracts/native";

beforeEach(nativeOnly);

interface GoldenNetwork {
  readonly x: GoldenArray;
  readonly labels: number[];
  readonly parameters: Record<string, GoldenArray>;
  readonly logits: GoldenArray;
  readonly logProb: number[];
}

it("is the paper's gated network: square masked convolutions in PyTorch give the same logits and log p", () => {
  const { network } = golden<{ network: GoldenNetwork }>("pixelcnn");
  const config: PixelCnnConfig = {
    shape: [4, 5, 2],
    levels: 3,
    classes: 3,
    features: 4,
    layers: 2,
    firstKernel: 5,
    kernel: 3,
    headFeatures: 6,
  };
  const model = createPixelCnn(config, seed(1));
  tf.tidy(() => {
    const given = Object.entries(network.parameters).map(([name, value]) => [
      name,
      tensorOf(value),
    ]);
    model.parameters.assign(new Map(given as [string, tf.Tensor][]));
    const x = tensorOf(network.x) as tf.Tensor4D;
    const oneHot = tf.oneHot(tf.tensor1d(network.labels, "int32"), 3).toFloat() as tf.Tensor2D;
    const logits = model.network.predict(x, oneHot);
    expect(logits.shape).toEqual(network.logits.shape);
    expectClose(logits.dataSync(), network.logits.data, { absolute: 2e-6 }, "logits");
    const logProb = model.logProb(x, { labels: network.labels }).dataSync();
    expectClose(logProb, network.logProb, { relative: 1e-6 }, "log p");
  });
  model.dispose();
});

const small = { features: 4, headFeatures: 16, layers: 2, firstKernel: 3 } as const;
const colours = { features: 12, headFeatures: 24, layers: 2, firstKernel: 3 } as const;

/** Every variant of the network and of the output. */
const variants: [string, PixelCnnConfig][] = [
  ["gated, Bernoulli", { shape: [5, 5, 1], levels: 2, ...small }],
  ["gated, softmax", { shape: [5, 4, 1], levels: 4, ...small }],
  ["gated, logistic mixture", { shape: [4, 5, 1], mixtures: 2, ...small }],
  ["gated, three colours", { shape: [3, 4, 3], levels: 3, ...colours }],
  ["gated, larger kernels", { shape: [5, 6, 1], levels: 2, ...small, firstKernel: 5, kernel: 5 }],
  ["gated, a single row", { shape: [1, 6, 1], levels: 2, ...small }],
  ["plain, Bernoulli", { shape: [5, 5, 1], levels: 2, network: "plain", ...small }],
  ["plain, three colours", { shape: [3, 4, 3], levels: 3, network: "plain", ...colours }],
];

const matrixOf = (config: PixelCnnConfig) => {
  const model = createPixelCnn(config, seed(1));
  const options = { shape: config.shape, rng: seed(2), pictures: 3 };
  const { data, shape } = dependencyMatrix(model.network.predict, options);
  model.dispose();
  const D = shape[0]!;
  return { D, at: (i: number, j: number) => data[i * D + j]! };
};

describe.each(variants)("%s", (_, config) => {
  it("does not peek: no output depends on its own value or a later one (Jacobian exactly 0)", () => {
    const { D, at } = matrixOf(config);
    for (let i = 0; i < D; i++) {
      for (let j = i; j < D; j++) expect(at(i, j), `output ${i} by input ${j}`).toBe(0);
    }
    const [, W, C] = config.shape;
    for (let i = 1; i < D; i++) {
      if (i % (W * C) > 0) expect(at(i, i - 1), `output ${i} by the one before`).not.toBe(0);
    }
  });
});

describe.each([
  ["grey", { shape: [3, 4, 1], levels: 3, ...small, embedding: 2 }],
  ["three colours", { shape: [2, 3, 3], levels: 3, ...colours, embedding: 2 }],
] as [string, PixelCnnConfig][])("an embedding of the levels, %s", (_, config) => {
  /** Where an output changes when each value in turn gets another level: a Jacobian does not see what the levels tell. */
  it("tells of values before an output, and of no other", () => {
    const model = createPixelCnn(config, seed(1));
    const [H, W, C] = config.shape;
    const D = H * W * C;
    const middle = new Float32Array(D);
    const outputs = (values: Float32Array) =>
      tf.tidy(() => {
        const out = model.network.predict(tf.tensor4d(values, [1, H, W, C]));
        return out.reshape<tf.Tensor2D>([D, -1]).arraySync();
      });
    const before = outputs(middle);
    for (let j = 0; j < D; j++) {
      const after = outputs(middle.map((value, at) => (at === j ? 1 : value)));
      const changed = after.map((row, i) => row.some((value, k) => value !== before[i]![k]));
      expect(changed.slice(0, j + 1), `outputs up to ${j}`).toEqual(Array(j + 1).fill(false));
      if ((j + 1) % (W * C) > 0) expect(changed[j + 1], `output ${j + 1} by ${j}`).toBe(true);
    }
    model.dispose();
  });

  it("has the vector of each level of each colour, besides the value", () => {
    const parameters = new Parameters(seed(1));
    const [colours, size, levels] = [config.shape[2], 2, 3];
    const { append, degrees } = createLevelEmbedding(parameters, { levels, colours, size });
    const table = [...parameters.variables.values()][0]!.arraySync() as number[][];
    expect(degrees).toEqual(
      Array.from({ length: colours * size }, (_, i) => 1 + Math.floor(i / size)),
    );
    for (const shift of [0, 1, 2]) {
      const picture = Array.from({ length: colours }, (_, c) => ((c + shift) % levels) - 1);
      const window = [...picture, 0.3, -0.7]; // with coordinates, which have no levels
      const out = tf.tidy(() => append(tf.tensor4d(window, [1, 1, 1, colours + 2])).arraySync());
      const vectors = picture.flatMap((value, c) => table[c * levels + value + 1]!);
      expectClose(out.flat(3), [...window, ...vectors], { absolute: 1e-7 }, "channels");
    }
    parameters.dispose();
  });
});

it("has a Jacobian with an embedding, too: that of the values", () => {
  const { at } = matrixOf({ shape: [2, 2, 1], levels: 3, ...small, embedding: 2 });
  expect(at(1, 0)).not.toBe(0);
});

describe("the blind spot", () => {
  const shape = [6, 7, 1] as const;
  const [row, column] = [5, 2];
  /** Earlier pixels that the pixel in the last row, third from the left, does not see. */
  const unseen = (config: Partial<PixelCnnConfig>) => {
    const model = createPixelCnn({ shape, levels: 2, ...small, features: 16, ...config }, seed(1));
    const options = { shape, rng: seed(2) };
    const { data } = dependencies(model.network.predict, [row, column, 0], options);
    model.dispose();
    return Array.from({ length: row * 7 + column }, (_, j) => j).filter((j) => data[j] === 0);
  };

  it("is there in the plain network, above right, however many layers there are", () => {
    // A 3 x 3 kernel moves up a row and to the right a column at most: from (5, 2), (4, 3) is the last seen in row 4.
    const expected = [0, 1, 2, 3, 4].flatMap((y) =>
      Array.from({ length: 7 }, (_, x) => [y, x] as const)
        .filter(([y, x]) => x > column + (row - y))
        .map(([y, x]) => y * 7 + x),
    );
    for (const layers of [5, 9]) expect(unseen({ network: "plain", layers })).toEqual(expected);
    expect(expected.length).toBeGreaterThan(0);
  });

  it("is not there in the gated network with two stacks", () => {
    expect(unseen({ layers: 6 })).toEqual([]);
  });
});

it("with mask B in the first layer every output sees its own value: that is no model", () => {
  for (const network of ["gated", "plain"] as const) {
    const config = { shape: [4, 4, 1], levels: 2, ...small, network, firstMask: "B" } as const;
    const { D, at } = matrixOf(config);
    for (let i = 0; i < D; i++) expect(at(i, i), `${network}, output ${i}`).not.toBe(0);
  }
});

it("tells classes apart, in both stacks", () => {
  const model = createPixelCnn({ shape: [3, 3, 1], levels: 2, classes: 2, ...small }, seed(1));
  tf.tidy(() => {
    const x = tf.zeros<tf.Rank.R4>([2, 3, 3, 1]);
    const out = model.network.predict(x, tf.tensor2d([[1, 0], [0, 1]])); // prettier-ignore
    const [a, b] = out.unstack().map((part) => part.dataSync());
    expect(a!.every((value, i) => Math.abs(value - b![i]!) > 1e-5)).toBe(true);
  });
  model.dispose();
});
