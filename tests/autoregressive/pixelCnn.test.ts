import path from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import {
  createPixelCnn,
  loadPixelCnn,
  type PixelCnn,
  type PixelCnnConfig,
} from "../../lib/autoregressive";
import { seed, type Examples } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import { expectClose } from "../contracts/close";
import { generativeModelContract, type Model } from "../contracts/generativeModel";
import { labelled } from "../contracts/labelled";
import { logProbContract } from "../contracts/hasLogProb";
import { nativeOnly } from "../contracts/native";
import { pixelNumbers } from "../contracts/pixelNumbers";
import { temporaryFolder } from "../contracts/temporary";

const folder = temporaryFolder();
const small = { features: 4, headFeatures: 8, layers: 1, firstKernel: 3 } as const;
const grey: PixelCnnConfig = { shape: [3, 3, 1], mixtures: 2, ...small };
const load = async (file: string) => (await loadPixelCnn(file)).model;

/** So many levels that a sample shows the least change of the weights. */
const fine: PixelCnnConfig = { ...grey, levels: 65_536 };

generativeModelContract("a small PixelCNN", {
  create: (rng) => createPixelCnn(fine, rng),
  load,
  eventShape: [3, 3, 1],
});

generativeModelContract("a small plain PixelCNN in two colours", {
  create: (rng) => createPixelCnn({ ...fine, shape: [2, 2, 2], network: "plain" }, rng),
  load,
  eventShape: [2, 2, 2],
});

/** A model as the contract takes it: where there are classes, the data have labels. */
const asModel = (model: PixelCnn): Model =>
  model.config.classes > 0
    ? { ...model, fit: (data, run) => model.fit(labelled(data), run) }
    : model;

const ofLevels: Record<string, PixelCnnConfig> = {
  "of 256 levels, embedded, with classes": {
    ...grey,
    output: "softmax",
    classes: 2,
    embedding: 2,
  },
  "of four levels and two colours": { ...grey, shape: [2, 2, 2], levels: 4 },
  "of black and white": { ...grey, levels: 2 },
};

for (const [name, config] of Object.entries(ofLevels)) {
  const { shape: eventShape, levels = 256 } = config;
  const family = { eventShape, examples: pixelNumbers(eventShape, levels) };
  generativeModelContract(`a small PixelCNN ${name}`, {
    ...family,
    create: (rng) => asModel(createPixelCnn(config, rng)),
    load: async (file) => asModel(await load(file)),
  });
  logProbContract(`a small PixelCNN ${name}`, {
    ...family,
    create: (rng) => createPixelCnn(config, rng),
  });
}

logProbContract("a small PixelCNN", {
  create: (rng) => createPixelCnn(grey, rng),
  eventShape: [3, 3, 1],
});

logProbContract("a small PixelCNN with classes", {
  create: (rng) => createPixelCnn({ ...grey, classes: 3 }, rng),
  eventShape: [3, 3, 1],
});

/** Two pictures, each of one class: all white and all black, of which every eighth value is the other. */
const twoKinds: Examples = {
  count: 64,
  eventShape: [3, 3, 1],
  id: "two kinds",
  labels: Array.from({ length: 64 }, (_, i) => i % 2),
  batch: (indices) =>
    tf.tidy(() => {
      const flips = Array.from(indices, (i) => seed(9).fold(i).uniformArray(9));
      const values = flips.flatMap((u, row) =>
        [...u].map((p) => (p < 1 / 8 === (indices[row]! % 2 === 0) ? 1 : -1)),
      );
      return tf.tensor(values, [indices.length, 3, 3, 1]);
    }),
};

describe("createPixelCnn", () => {
  beforeEach(nativeOnly);

  it("learns classes: the loss reaches the data's entropy, and Bayes' rule tells pictures apart", async () => {
    const config: PixelCnnConfig = { shape: [3, 3, 1], levels: 2, classes: 2, ...small };
    const model = createPixelCnn(config, seed(1));
    const { losses } = await model.fit(twoKinds, { steps: 300, rng: seed(2), learningRate: 1e-2 });
    const mean = losses.slice(-50).reduce((a, b) => a + b, 0) / 50;
    const entropy = -(Math.log2(1 / 8) / 8 + (7 / 8) * Math.log2(7 / 8)); // bits per pixel, 0.544
    expect(mean).toBeLessThan(entropy + 0.06);
    expect(mean).toBeGreaterThan(entropy - 0.2); // 64 pictures can be learnt by heart, in part
    const x = twoKinds.batch(Array.from({ length: 64 }, (_, i) => i));
    const pictures = { data: x.dataSync<"float32">(), shape: x.shape };
    x.dispose();
    const { data } = await model.classLogProbs(pictures);
    const right = Array.from({ length: 64 }, (_, i) => i).filter(
      (i) => data[2 * i + (i % 2)]! > data[2 * i + 1 - (i % 2)]!,
    );
    expect(right.length).toBeGreaterThan(60);
    const drawn = await model.sample(40, { rng: seed(3), labels: 1 });
    const white = drawn.data.filter((value) => value > 0).length / drawn.data.length;
    expect(Math.abs(white - 7 / 8)).toBeLessThan(0.1);
    model.dispose();
  });

  it("has the bits per dimension of log p as its loss", async () => {
    const config: PixelCnnConfig = { shape: [3, 3, 1], levels: 2, ...small };
    const model = createPixelCnn(config, seed(1));
    const all = { ...twoKinds, count: 4 };
    const x = all.batch([0, 1, 2, 3]);
    const expected = model.logProb(x).mean().dataSync()[0]! / (-9 * Math.LN2);
    const { losses } = await model.fit(all, { steps: 1, batchSize: 4, rng: seed(2), learningRate: 0 }); // prettier-ignore
    expect(losses[0]).toBeCloseTo(expected, 5);
    x.dispose();
    model.dispose();
  });

  it("adds up log p of the pixels: log p of a picture, whatever the batches", async () => {
    const model = createPixelCnn({ ...grey, shape: [3, 3, 2], levels: 5, classes: 2 }, seed(1));
    const pictures = { data: seed(2).uniformArray(5 * 18), shape: [5, 3, 3, 2] };
    const labels = [0, 1, 1, 0, 1];
    const seen: number[] = [];
    const options = { labels, batchSize: 2, onBatch: (done: number) => seen.push(done) };
    const map = await model.pixelLogProbs(pictures, options);
    expect(map.shape).toEqual([5, 3, 3]);
    expect(seen).toEqual([2, 4, 5]);
    const sums = [0, 1, 2, 3, 4].map((i) =>
      map.data.subarray(9 * i, 9 * i + 9).reduce((a, b) => a + b, 0),
    );
    expectClose(await model.logProbs(pictures, { labels }), sums, { relative: 1e-5 }, "log p");
    tf.tidy(() => {
      const x = tf.tensor(pictures.data, pictures.shape);
      expectClose(model.logProb(x, { labels }).dataSync(), sums, { relative: 1e-5 }, "log p");
    });
    model.dispose();
  });

  it("takes values to the nearest level", () => {
    const model = createPixelCnn({ shape: [3, 3, 1], levels: 3, ...small }, seed(1));
    tf.tidy(() => {
      const x = tf.tensor4d([-1, -0.6, -0.4, 0.2, 0.6, 1, 3, -2, 0.45], [1, 3, 3, 1]);
      const on = tf.tensor4d([-1, -1, 0, 0, 1, 1, 1, -1, 0], [1, 3, 3, 1]);
      expect(model.logProb(x).dataSync()).toEqual(model.logProb(on).dataSync());
    });
    model.dispose();
  });

  it("refuses bytes for pixels from -1 to 1", async () => {
    const model = createPixelCnn({ ...grey, classes: 2 }, seed(1));
    const pictures = { data: new Float32Array(18).fill(-1), shape: [2, 3, 3, 1] };
    pictures.data[13] = 200;
    const message =
      "pictures[1, 1, 1, 0]=200; expected numbers from -1 to 1: divide bytes by 127.5 and subtract 1.";
    for (const ask of [model.logProbs, model.pixelLogProbs, model.classLogProbs]) {
      await expect(ask(pictures)).rejects.toThrow(`pixelCnn: ${message}`);
    }
    const complete = model.complete(pictures, { rng: seed(1), rows: 1, labels: 0 });
    await expect(complete).rejects.toThrow(`complete: ${message}`);
    await expect(model.pairLogProbs(pictures)).rejects.toThrow(`pairLogProbs: ${message}`);
    model.dispose();
  });

  it("has gradients of log p in its parameters that agree with finite differences", () => {
    const model = createPixelCnn(
      { ...grey, levels: 4, classes: 2, layers: 2, embedding: 2 },
      seed(1),
    );
    const all = [...model.parameters.variables];
    tf.tidy(() => {
      const x = seed(2).uniform<tf.Rank.R4>([4, 3, 3, 1]).mul(2).sub(1);
      const f = () => model.logProb(x, { labels: [0, 1, 0, 1] }).sum() as tf.Scalar;
      const start = all.map(([, variable]) => variable.clone());
      const directions = all.map(([name, { shape }]) => seed(3).fold(name).normal(shape));
      const { grads } = tf.variableGrads(f, all.map(([, variable]) => variable)); // prettier-ignore
      const exact = all.reduce(
        (sum, [, { name }], i) => sum + grads[name]!.mul(directions[i]!).sum().dataSync()[0]!,
        0,
      );
      const at = (h: number) => {
        all.forEach(([, variable], i) => variable.assign(start[i]!.add(directions[i]!.mul(h))));
        return f().dataSync()[0]!;
      };
      const h = 2e-3;
      const difference = (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
      expect(Math.abs(exact - difference)).toBeLessThan(5e-3 * (1 + Math.abs(exact)));
    });
    model.dispose();
  });

  it("writes a card with its whole config, and refuses a file of another kind", async () => {
    const model = createPixelCnn({ ...grey, embedding: 2 }, seed(1));
    const file = path.join(folder, "noted.safetensors");
    const card = await model.save(file);
    expect(card).toMatchObject({ kind: "pixelCnn", parameters: model.parameters.count });
    expect(card.config).toMatchObject({
      ...grey,
      shape: [3, 3, 1],
      levels: 256,
      embedding: 2,
      firstMask: "A",
    });
    const x = tf.zeros<tf.Rank.R4>([1, 3, 3, 1]);
    const loaded = await load(file);
    const [a, b] = [model.logProb(x), loaded.logProb(x)];
    expectClose(b.dataSync(), a.dataSync(), { relative: 1e-2 }, "log p from half precision");
    tf.dispose([x, a, b]);
    loaded.dispose();
    model.dispose();
  });

  it("refuses sizes that do not fit, and says what to pass", async () => {
    const refused = (config: Partial<PixelCnnConfig>, message: string) =>
      expect(() => createPixelCnn({ ...grey, ...config }, seed(1))).toThrow(message);
    refused({ shape: [3, 3] as unknown as [3, 3, 1] }, "pixelCnn: shape [3, 3]; pass height, width and colours, such as [28, 28, 1]."); // prettier-ignore
    refused({ shape: [3, 0, 1] }, "shape[1]=0");
    refused({ levels: 1 }, "levels=1");
    refused({ firstKernel: 4 }, "pixelCnn: firstKernel=4 has no middle; pass an odd number such as 3."); // prettier-ignore
    refused({ kernel: 1 }, "kernel=1");
    refused({ shape: [3, 3, 3] }, "masks: 4 features for 3 colours; pass a multiple of 3.");
    refused({ output: "bernoulli" }, 'levels=256 with output "bernoulli", which has 2');
    refused({ output: "gaussian" as "softmax" }, 'output="gaussian"; pass one of softmax, logistic mixture, bernoulli.'); // prettier-ignore
    refused({ network: "plain", classes: 2 }, "classes=2 with the plain network");
    refused({ embedding: -1 }, "embedding=-1");
    refused({ network: "plain", embedding: 2 }, 'pixelCnn: embedding=2 with the plain network, which has none; pass network: "gated".'); // prettier-ignore
    refused({ firstMask: "C" as "A" }, 'firstMask="C"');
    const model = createPixelCnn({ ...grey, classes: 2 }, seed(1));
    const unlabelled: Examples = { count: 64, eventShape: [3, 3, 1], id: "unlabelled", batch: twoKinds.batch }; // prettier-ignore
    await expect(model.fit(unlabelled, { steps: 1, rng: seed(1) })).rejects.toThrow(
      "pixelCnn: no labels in 'unlabelled'; the network has classes: pass labelled data, or build it without.",
    );
    await expect(model.logProbs({ data: new Float32Array(9), shape: [9] })).rejects.toThrow(
      "pixelCnn: pictures has shape [9]; expected [any, 3, 3, 1].",
    );
    model.dispose();
    const without = createPixelCnn(grey, seed(1));
    await expect(
      without.classLogProbs({ data: new Float32Array(9), shape: [1, 3, 3, 1] }),
    ).rejects.toThrow("pixelCnn: a model without classes has no p(x | c); train one with classes.");
    without.dispose();
  });
});
