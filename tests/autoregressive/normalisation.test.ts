import { beforeEach, describe, expect, it } from "vitest";
import { createPixelCnn, type PixelCnnConfig } from "../../lib/autoregressive";
import { seed, type NdArray } from "../../lib/core";
import { chiSquareTest } from "../../lib/math";
import { nativeOnly } from "../contracts/native";

beforeEach(nativeOnly);

/** All pictures of a shape with so many levels, in the order of their numbers. */
function allPictures(shape: readonly [number, number, number], levels: number): NdArray {
  const D = shape[0] * shape[1] * shape[2];
  const count = levels ** D;
  const data = Float32Array.from({ length: count * D }, (_, at) => {
    const [number, place] = [Math.floor(at / D), at % D];
    return (2 * (Math.floor(number / levels ** place) % levels)) / (levels - 1) - 1;
  });
  return { data, shape: [count, ...shape] };
}

function numberOf(picture: Float32Array, levels: number): number {
  return picture.reduce(
    (sum, x, place) => sum + Math.round(((x + 1) * (levels - 1)) / 2) * levels ** place,
    0,
  );
}

const small = { features: 4, headFeatures: 8, layers: 1, firstKernel: 3 } as const;
const cases: [string, PixelCnnConfig][] = [
  ["2 x 2 with 3 levels, softmax", { shape: [2, 2, 1], levels: 3, ...small }],
  ["2 x 2 with 3 levels, logistic mixture", { shape: [2, 2, 1], levels: 3, output: "logistic mixture", mixtures: 2, ...small }], // prettier-ignore
  ["3 x 3 binary", { shape: [3, 3, 1], levels: 2, ...small }],
  ["3 x 3 binary, levels embedded", { shape: [3, 3, 1], levels: 2, embedding: 3, ...small }],
  ["3 x 3 binary, plain", { shape: [3, 3, 1], levels: 2, network: "plain", ...small }],
  ["1 x 2 in three colours", { shape: [1, 2, 3], levels: 2, ...small, features: 6, headFeatures: 6 }], // prettier-ignore
  ["2 x 2 in two colours, plain", { shape: [2, 2, 2], levels: 2, network: "plain", ...small }],
];

describe.each(cases)("%s", (_, config) => {
  const { shape, levels = 2 } = config;
  const D = shape[0] * shape[1] * shape[2];
  const pictures = allPictures(shape, levels);

  it("gives all pictures together the probability 1", async () => {
    const model = createPixelCnn(config, seed(1));
    const logs = await model.logProbs(pictures);
    const total = logs.reduce((sum, log) => sum + Math.exp(log), 0);
    expect(total).toBeCloseTo(1, 4);
    model.dispose();
  });

  it("draws each picture as often as it is probable (chi-square, false alarms 1e-4)", async () => {
    const model = createPixelCnn(config, seed(1));
    const n = 20_000;
    const p = (await model.logProbs(pictures)).map(Math.exp);
    const total = p.reduce((a, b) => a + b, 0);
    const counts = new Float64Array(p.length);
    const { data } = await model.sample(n, { rng: seed(3), batchSize: n });
    for (let i = 0; i < n; i++) counts[numberOf(data.subarray(i * D, (i + 1) * D), levels)]!++;
    // pictures that are expected less than 10 times are counted together
    const rare = (k: number) => (n * p[k]!) / total < 10;
    const merged = (values: ArrayLike<number>) => {
      const bins = Array.from(values).filter((_, k) => !rare(k));
      const rest = Array.from(values)
        .filter((_, k) => rare(k))
        .reduce((a, b) => a + b, 0);
      return rest > 0 ? [...bins, rest] : bins;
    };
    const expected = merged(p.map((value) => (n * value) / total));
    const { pValue } = chiSquareTest(merged(counts), expected);
    expect(pValue).toBeGreaterThan(1e-4);
    model.dispose();
  });
});

it("with classes, p(x) is the mean of p(x | c), and each of them sums to 1", async () => {
  const model = createPixelCnn({ shape: [2, 2, 1], levels: 3, classes: 2, ...small }, seed(1));
  const pictures = allPictures([2, 2, 1], 3);
  const each = [0, 1].map((labels) => model.logProbs(pictures, { labels }));
  const [a, b] = (await Promise.all(each)) as [Float64Array, Float64Array];
  for (const logs of [a, b]) {
    expect(logs.reduce((sum, log) => sum + Math.exp(log), 0)).toBeCloseTo(1, 4);
  }
  const both = await model.logProbs(pictures);
  both.forEach((log, i) => {
    expect(Math.exp(log)).toBeCloseTo((Math.exp(a[i]!) + Math.exp(b[i]!)) / 2, 6);
  });
  const table = await model.classLogProbs(pictures);
  expect(table.shape).toEqual([81, 2]);
  expect(table.data[2 * 5 + 1]).toBeCloseTo(b[5]!, 4);
  model.dispose();
});
