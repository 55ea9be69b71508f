import { beforeEach, describe, expect, it } from "vitest";
import { createPixelCnn, type PixelCnnConfig } from "../../lib/autoregressive";
import { seed } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import { expectNoLeak } from "../contracts/leaks";
import { nativeOnly } from "../contracts/native";

beforeEach(nativeOnly);

const small = { features: 4, headFeatures: 8, layers: 2, firstKernel: 5 } as const;
const cases: [string, PixelCnnConfig][] = [
  ["Bernoulli", { shape: [6, 7, 1], levels: 2, ...small }],
  ["softmax", { shape: [6, 5, 1], levels: 4, ...small }],
  ["logistic mixture, with classes", { shape: [7, 6, 1], classes: 3, mixtures: 2, ...small }],
  ["larger kernels", { shape: [7, 7, 1], levels: 2, ...small, kernel: 5 }],
  ["two colours", { shape: [4, 5, 2], levels: 3, ...small }],
  [
    "levels embedded, with classes",
    { shape: [6, 5, 1], levels: 4, classes: 3, embedding: 2, ...small },
  ],
  ["two colours, levels embedded", { shape: [4, 5, 2], levels: 3, embedding: 2, ...small }],
  ["a single row", { shape: [1, 6, 1], levels: 3, ...small }],
];

describe.each(cases)("%s", (_, config) => {
  const labels = config.classes ? { labels: [0, 2, 1, 1, 0] } : {};

  it("has the same pictures cached as naive, to the bit, also completed and in pairs", async () => {
    const model = createPixelCnn(config, seed(1));
    // larger weights than fresh ones, so that pixels have much to do with each other
    for (const variable of model.parameters.variables.values()) {
      tf.tidy(() => variable.assign(variable.mul(4)));
    }
    const both = async (more: object) => {
      const options = { rng: seed(2), ...labels, ...more };
      const cached = await model.sample(5, { ...options, method: "cached" });
      expect(await model.sample(5, { ...options, method: "naive" })).toEqual(cached);
      return cached;
    };
    const plain = await both({});
    expect(new Set(plain.data).size).toBeGreaterThan(1);
    const [H, , C] = config.shape;
    if (C === 1) {
      const pairs = await both({ pixelsPerStep: 2 });
      if (H > 1) expect(pairs).not.toEqual(plain);
    }
    const rows = Math.floor(config.shape[0] / 2);
    const complete = (method: "cached" | "naive") =>
      model.complete(plain, { rng: seed(3), ...labels, rows, method });
    const completed = await complete("cached");
    expect(await complete("naive")).toEqual(completed);
    const kept = rows * config.shape[1] * config.shape[2];
    const size = kept * (config.shape[0] / Math.max(rows, 1));
    if (rows > 0) {
      for (let i = 0; i < 5; i++) {
        const start = Math.round(i * size);
        const first = (x: Float32Array) => x.subarray(start, start + kept);
        expect(first(completed.data)).toEqual(first(plain.data));
      }
      expect(completed).not.toEqual(plain);
    }
    model.dispose();
  });
});

describe("sample", () => {
  const config: PixelCnnConfig = { shape: [4, 4, 1], levels: 2, ...small };

  it("draws the same pictures in batches of any size", async () => {
    const model = createPixelCnn(config, seed(1));
    const all = await model.sample(5, { rng: seed(2) });
    expect(await model.sample(5, { rng: seed(2), batchSize: 2 })).toEqual(all);
    const fewer = await model.sample(3, { rng: seed(2), batchSize: 1 });
    expect(fewer.data).toEqual(all.data.slice(0, 3 * 16));
    model.dispose();
  });

  it("draws a class for each picture where none is asked for, the same in batches of any size", async () => {
    const model = createPixelCnn({ ...config, classes: 5 }, seed(1));
    const classes = [...seed(2).fold("classes").integerArray(6, { high: 5 })];
    expect(new Set(classes).size).toBeGreaterThan(1);
    const drawn = await model.sample(6, { rng: seed(2) });
    expect(drawn).toEqual(await model.sample(6, { rng: seed(2), labels: classes }));
    const { steps } = await model.sampleTrajectory(6, { rng: seed(2), batchSize: 3 });
    expect(steps.at(-1)).toEqual(drawn);
    model.dispose();
  });

  it("shows the pictures as they grow: rows that are done stay, the rest is 0", async () => {
    const model = createPixelCnn(config, seed(1));
    const seen: number[] = [];
    const { steps, rows } = await model.sampleTrajectory(3, {
      rng: seed(2),
      batchSize: 2,
      visit: ({ first, rows }) => seen.push(10 * first + rows),
    });
    expect(rows).toEqual([0, 1, 2, 3, 4]);
    expect(seen).toEqual([1, 2, 3, 4, 21, 22, 23, 24]);
    const last = await model.sample(3, { rng: seed(2) });
    expect(steps[4]).toEqual(last);
    steps.forEach(({ data }, done) => {
      const expected = last.data.map((x, i) => (i % 16 < 4 * done ? x : 0));
      expect(data).toEqual(expected);
    });
    model.dispose();
  });

  it("stops when it is told to, and leaves no tensor behind", async () => {
    const model = createPixelCnn(config, seed(1));
    await model.sample(2, { rng: seed(1) });
    await expectNoLeak(async () => {
      const controller = new AbortController();
      const sampling = model.sample(2, {
        rng: seed(2),
        signal: controller.signal,
        visit: ({ rows }) => rows === 2 && controller.abort(),
      });
      await expect(sampling).rejects.toThrow("after step 2");
      for (const method of ["naive", "cached"] as const) {
        await model.sample(2, { rng: seed(1), method, pixelsPerStep: 2 });
      }
    });
    model.dispose();
  });

  it("refuses what it cannot do, and says what to pass", async () => {
    const model = createPixelCnn(config, seed(1));
    const rng = seed(1);
    const before = tf.memory().numTensors;
    await expect(model.sample(2, { rng, labels: 1 })).rejects.toThrow(
      "pixelCnn: labels for a model without classes; leave them out, or train one with classes.",
    );
    await expect(model.sample(2, { rng, batchSize: 0 })).rejects.toThrow("batchSize=0");
    await expect(model.sample(2, { rng, pixelsPerStep: 3 as 2 })).rejects.toThrow(
      "pixelsPerStep=3",
    );
    await expect(model.sample(2, { rng, method: "fast" as "naive" })).rejects.toThrow(
      'sample: method="fast"; pass "naive" or "cached".',
    );
    const given = { data: new Float32Array(16), shape: [1, 4, 4, 1] };
    await expect(model.complete(given, { rng, rows: 4 })).rejects.toThrow("rows=4");
    await expect(model.complete({ ...given, shape: [1, 16] }, { rng, rows: 1 })).rejects.toThrow(
      "complete: pictures has shape [1, 16]; expected [any, 4, 4, 1].",
    );
    expect(tf.memory().numTensors).toBe(before);
    model.dispose();

    const classes = createPixelCnn({ ...config, classes: 3 }, seed(1));
    await expect(classes.complete(given, { rng, rows: 1 })).rejects.toThrow(
      "pixelCnn: no labels for a model of 3 classes; pass one for each picture, or one number for all.",
    );
    await expect(classes.sample(2, { rng, labels: [0] })).rejects.toThrow(
      "1 labels for 2 pictures",
    );
    await expect(classes.sample(1, { rng, labels: [3] })).rejects.toThrow("labels[0]=3");
    classes.dispose();

    const colours = createPixelCnn({ ...config, shape: [2, 2, 2] }, seed(1));
    await expect(colours.sample(1, { rng, pixelsPerStep: 2 })).rejects.toThrow(
      "pixelsPerStep=2 for pixels of 2 colours",
    );
    colours.dispose();
    const plain = createPixelCnn({ ...config, network: "plain" }, seed(1));
    await expect(plain.sample(1, { rng, method: "cached" })).rejects.toThrow(
      'method="cached" needs the gated network with mask A',
    );
    plain.dispose();
  });
});
