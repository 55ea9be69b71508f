import fs from "node:fs";
import path from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { seed, type Examples } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import { createDdpm, sampleLoop, ancestral } from "../../lib/diffusion";
import type { Ddpm, DdpmConfig, DdpmFitOptions } from "../../lib/diffusion";
import { InterruptedError } from "../../lib/train";
import { expectClose } from "../contracts/close";
import { expectNoLeak } from "../contracts/leaks";
import { nativeOnly } from "../contracts/native";
import { noiseExamples } from "../contracts/noiseExamples";
import { temporaryFolder } from "../contracts/temporary";

const folder = temporaryFolder();
const network = { imageSize: 4, channels: 1, baseChannels: 4, channelMultipliers: [1], groups: 2 };
const config: DdpmConfig = {
  network: { ...network, classes: 3, dropout: 0.2 },
  T: 6,
  schedule: { name: "linear", betaEnd: 0.4 },
  target: "v",
};
const labels = Array.from({ length: 16 }, (_, i) => i % 3);
const data: Examples = { ...noiseExamples(16, [4, 4, 1]), labels };

/** Weights that are not 0 anywhere. */
function shake({ network: { parameters } }: Ddpm): void {
  for (const [name, variable] of parameters.variables) {
    tf.tidy(() =>
      variable.assign(
        seed(6)
          .fold(name)
          .normal(variable.shape as never)
          .mul(0.3),
      ),
    );
  }
}

beforeEach(nativeOnly);

describe("a DDPM with classes", () => {
  const create = (changes: Partial<DdpmConfig> = {}) => {
    const model = createDdpm({ ...config, ...changes }, seed(1));
    shake(model);
    return model;
  };
  const sampled = async (model: Ddpm, options: object) =>
    (await model.sample(3, { rng: seed(2), clip: "none", ...options })).data;

  it("guided with s = 1 or w = 0 is the conditional model; s = 0 and w = -1 the unconditional", async () => {
    const model = create();
    const conditional = await sampled(model, { labels: [0, 1, 2] });
    const free = await sampled(model, {});
    const guided = (scale: number, convention: "scale" | "weight") =>
      sampled(model, { labels: [0, 1, 2], guidance: { scale, convention } });
    expect(await guided(1, "scale")).toEqual(conditional);
    expect(await guided(0, "weight")).toEqual(conditional);
    const close = { absolute: 1e-5, relative: 1e-4 };
    expectClose(await guided(0, "scale"), free, close);
    expectClose(await guided(-1, "weight"), free, close);
    const far = await guided(3, "scale");
    expect(far).toEqual(await guided(2, "weight"));
    expect(Math.max(...far.map((x, i) => Math.abs(x - conditional[i]!)))).toBeGreaterThan(0.01);
    model.dispose();
  });

  it("gives each example its own class, and one number stands for all", async () => {
    const model = create();
    const [mixed, ones, list] = [
      await sampled(model, { labels: [0, 1, 2] }),
      await sampled(model, { labels: 1 }),
      await sampled(model, { labels: [1, 1, 1] }),
    ];
    expect(ones).toEqual(list);
    const close = { absolute: 1e-5, relative: 1e-4 };
    expectClose(mixed.slice(16, 32), ones.slice(16, 32), close);
    expect(mixed.slice(0, 16)).not.toEqual(ones.slice(0, 16));
    model.dispose();
  });

  it("takes dynamic thresholding and rescaled guidance, without a leak", async () => {
    const model = create();
    const options = {
      labels: 2,
      guidance: { scale: 4, rescale: 0.7 },
      dynamicThreshold: { quantile: 0.9 },
    };
    const first = await sampled(model, options);
    expect(Math.max(...first.map(Math.abs))).toBeLessThanOrEqual(1); // the last step's mean is x_0 itself
    await expectNoLeak(() => sampled(model, options).then(() => undefined));
    model.dispose();
  });

  it.each(["epsilon", "x0", "v"] as const)(
    "of target '%s' has a predictor ε(x, t) with which the plain sampler does the same",
    async (target) => {
      const model = create({ target });
      const conditions = { labels: [2, 0, 1], guidance: { scale: 2, rescale: 0.5 } };
      const network = model.predictor(conditions);
      const process = { alphaBars: model.alphaBars, network };
      const options = { rng: seed(2), steps: 6, clip: "none" } as const;
      const { x } = await sampleLoop(process, ancestral(), [3, 4, 4, 1], options);
      const scale = Math.max(...x.dataSync().map(Math.abs));
      const expected = await sampled(model, conditions);
      expectClose(x.dataSync(), expected, { relative: 1e-3, absolute: 1e-4 * scale });
      x.dispose();
      model.dispose();
    },
  );

  it("refuses guidance without classes or labels, and labels that do not fit, losing no tensor", async () => {
    const plain = createDdpm({ ...config, network }, seed(1));
    const model = create();
    const rng = seed(1);
    await expectNoLeak(async () => {
      const guidance = { scale: 2 };
      await expect(plain.sample(1, { rng, labels: 0, guidance })).rejects.toThrow(
        "ddpm: guidance of a model without classes; leave it out, or train one with network.classes.",
      );
      await expect(plain.sample(1, { rng, labels: 0 })).rejects.toThrow("without classes");
      expect(() => plain.predictor({ guidance })).toThrow(
        "ddpm: guidance of a model without classes",
      );
      await expect(model.sample(1, { rng, guidance })).rejects.toThrow(
        "ddpm: guidance without labels; pass the classes to be guided to.",
      );
      await expect(model.sample(2, { rng, labels: [0, 3] })).rejects.toThrow("labels[1]=3");
      await expect(model.sample(2, { rng, labels: [0] })).rejects.toThrow(
        "1 labels for 2 examples",
      );
      await expect(
        model.sample(1, { rng, labels: 0, guidance: { scale: 2, rescale: 1.5 } }),
      ).rejects.toThrow("ddpm: guidance.rescale=1.5; expected a number from 0 to 1.");
      const unlabelled = noiseExamples(16, [4, 4, 1]);
      const run = { rng, steps: 1, batchSize: 4 };
      await expect(model.fit(unlabelled, run)).rejects.toThrow("has no labels");
      const wrong = { ...data, labels: labels.map(() => 7) };
      await expect(model.fit(wrong, run)).rejects.toThrow(
        "ddpm: label=7 is not an integer from 0 to 2",
      );
      await expect(model.fit(data, { ...run, labelDropout: 2 })).rejects.toThrow("labelDropout=2");
      const unknown = { timesteps: "sorted" as "uniform" };
      await expect(model.fit(data, { ...run, ...unknown })).rejects.toThrow(
        'ddpm: timesteps=sorted; pass "uniform" or "loss-second-moment".',
      );
    });
    plain.dispose();
    model.dispose();
  });
});

describe("createDdpm", () => {
  it("refuses targets, variances and processes that there are none of", () => {
    const wrong = (changes: object) => () => createDdpm({ ...config, ...changes }, seed(1));
    expect(wrong({ target: "score" })).toThrow("ddpm: target=score; pass one of epsilon, x0, v.");
    expect(wrong({ variance: "free" })).toThrow('ddpm: variance=free; pass "fixed" or "learned".');
    expect(wrong({ target: "epsilon", zeroTerminalSnr: true })).toThrow(
      'ddpm: the last step leaves nothing of the picture, and its noise says nothing of it: pass target "v" or "x0".',
    );
    expect(wrong({ network: { ...network, outChannels: 2 } })).toThrow("network.outChannels=2");
    expect(wrong({ network: { ...network, dropout: 1 } })).toThrow("unet: dropout=1");
    expect(wrong({ network: { ...network, classes: -1 } })).toThrow("classes=-1");
  });

  it("samples finite pictures from a process that ends in pure noise", async () => {
    const model = createDdpm({ ...config, zeroTerminalSnr: true }, seed(1));
    shake(model);
    const { data: values } = await model.sample(2, { rng: seed(1), labels: 0 });
    expect(values.every(Number.isFinite)).toBe(true);
    model.dispose();
  });
});

describe("training with labels", () => {
  it("learns which picture belongs to which class, and both kinds without one", async () => {
    const shade = (label: number) => (label === 0 ? -0.8 : 0.8);
    const shades: Examples = {
      count: 64,
      eventShape: [4, 4, 1],
      id: "shades",
      labels: Array.from({ length: 64 }, (_, i) => i % 2),
      batch: (indices) =>
        tf.tensor4d(
          Array.from(indices).flatMap((i) => Array(16).fill(shade(i % 2))),
          [indices.length, 4, 4, 1],
        ),
    };
    const settings = { T: 20, schedule: "cosine", target: "v" } as const;
    const model = createDdpm({ network: { ...network, classes: 2 }, ...settings }, seed(1));
    const run = { rng: seed(2), steps: 300, batchSize: 32, learningRate: 5e-3, emaDecay: 0.9 };
    await model.fit(shades, run);
    const means = async (labels?: number[]) => {
      const options = { rng: seed(3), ...(labels && { labels }) };
      const { data: values } = await model.sample(8, options);
      return Array.from({ length: 8 }, (_, i) => {
        return values.slice(16 * i, 16 * (i + 1)).reduce((a, b) => a + b) / 16;
      });
    };
    const asked = [0, 1, 0, 1, 0, 1, 0, 1];
    expectClose(await means(asked), asked.map(shade), { absolute: 0.3 });
    expect(new Set((await means()).map(Math.sign))).toEqual(new Set([-1, 1]));
    model.dispose();
  });
});

describe("training with everything", () => {
  const everything: Partial<DdpmFitOptions> = {
    timesteps: "loss-second-moment",
    lossWeighting: "min-snr",
  };
  const run = async (options: Partial<DdpmFitOptions>) => {
    const model = createDdpm({ ...config, variance: "learned" }, seed(1));
    try {
      const all = { rng: seed(4), steps: 16, batchSize: 8, ...everything, ...options };
      const { losses } = await model.fit(data, all);
      const variables = [...model.network.parameters.variables.values()];
      return { losses, weights: variables.map((variable) => [...variable.dataSync()]) };
    } finally {
      model.dispose();
    }
  };

  it("resumed, is to the bit what it is without a stop, the sampler's history included", async () => {
    const whole = await run({});
    const stateFile = path.join(folder, "state.safetensors");
    const controller = new AbortController();
    const onProgress = ({ step }: { step: number }) => void (step === 11 && controller.abort());
    await expect(run({ stateFile, signal: controller.signal, onProgress })).rejects.toThrow(
      InterruptedError,
    );
    expect(fs.existsSync(stateFile)).toBe(true);
    const resumed = await run({ stateFile });
    expect(resumed).toEqual(whole);
  });

  it("has other losses with another weighting or weight of the bound", async () => {
    const brief = { steps: 2, eager: true };
    const first = (await run(brief)).losses;
    for (const other of [{ lossWeighting: "vlb" as const }, { boundWeight: 1 }, { gamma: 1 }]) {
      expect((await run({ ...brief, ...other })).losses).not.toEqual(first);
    }
  });
});
