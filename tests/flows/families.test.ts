import { beforeEach, describe, expect, it } from "vitest";
import { seed, toNdArray, toTensor } from "../../lib/core";
import type { Rng } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import { loadMnist } from "../../lib/datasets";
import { createGlow, loadGlow, type GlowConfig } from "../../lib/flows/glow";
import { createMultiScaleRealNvp, loadMultiScaleRealNvp } from "../../lib/flows/multiScaleRealNvp";
import type { MultiScaleConfig } from "../../lib/flows/multiScale";
import { createNice, loadNice } from "../../lib/flows/nice";
import type { PictureFlow } from "../../lib/flows/pictureFlow";
import { createRealNvp, loadRealNvp } from "../../lib/flows/realNvp";
import { bijectorContract } from "../contracts/bijector";
import { expectClose } from "../contracts/close";
import { generativeModelContract } from "../contracts/generativeModel";
import { elboContract } from "../contracts/hasElbo";
import { logProbContract } from "../contracts/hasLogProb";
import { nativeOnly } from "../contracts/native";

const within = (eventShape: readonly number[]) => (n: number, rng: Rng) =>
  tf.tidy(() => rng.uniform<tf.Rank>([n, ...eventShape] as never).mul(1.9).sub(0.95)); // prettier-ignore

const small: MultiScaleConfig = {
  imageSize: 4,
  channels: 1,
  levels: [
    { steps: 2, hidden: 4 },
    { steps: 1, hidden: 4 },
  ],
};
const glow: GlowConfig = { ...small, dequantisation: "variational" };
const eventShape = [4, 4, 1];

const points = {
  NICE: {
    create: (rng: Rng) => createNice({ dim: 3, width: 8 }, rng),
    load: async (file: string) => (await loadNice(file)).model,
    eventShape: [3],
  },
  "NICE of the plane": {
    create: (rng: Rng) => createNice({ dim: 2, width: 8 }, rng),
    load: async (file: string) => (await loadNice(file)).model,
    eventShape: [2],
  },
  RealNVP: {
    create: (rng: Rng) => createRealNvp({ dim: 2, couplings: 2, width: 8 }, rng),
    load: async (file: string) => (await loadRealNvp(file)).model,
    eventShape: [2],
  },
};

const pictures = {
  "multi-scale RealNVP": {
    create: (rng: Rng) => createMultiScaleRealNvp(small, rng),
    load: async (file: string) => (await loadMultiScaleRealNvp(file)).model,
    eventShape,
  },
  Glow: {
    create: (rng: Rng) => createGlow(glow, rng),
    load: async (file: string) => (await loadGlow(file)).model,
    eventShape,
  },
  "Glow of additive couplings and plain matrices": {
    create: (rng: Rng) => createGlow({ ...small, mixing: "plain", coupling: "additive" }, rng),
    load: async (file: string) => (await loadGlow(file)).model,
    eventShape,
  },
  "Glow without actnorm, 1x1 convolutions and a prior at the split": {
    create: (rng: Rng) =>
      createGlow({ ...small, mixing: "exchange", actnorm: "none", splitPrior: "standard" }, rng),
    load: async (file: string) => (await loadGlow(file)).model,
    eventShape,
  },
};

for (const [name, family] of Object.entries(points)) {
  generativeModelContract(name, family);
  logProbContract(name, family);
  bijectorContract(name, family);
}

for (const [name, family] of Object.entries(pictures)) {
  const examples = within(eventShape);
  generativeModelContract(name, { ...family, examples });
  logProbContract(name, { ...family, examples });
  elboContract(name, { ...family, examples });
  bijectorContract(name, {
    ...family,
    examples,
    latentShape: [16],
    spread: 0.1,
    step: 1e-3, // ReLU has kinks
    roundTrip: 1e-4,
    logDetError: 5e-3,
  });
}

describe("flows of MNIST", () => {
  beforeEach(nativeOnly);

  const config = {
    imageSize: 28,
    channels: 1,
    levels: [
      { steps: 3, hidden: 8 },
      { steps: 3, hidden: 8 },
    ],
  };

  it.each<readonly [string, () => PictureFlow]>([
    ["RealNVP", () => createMultiScaleRealNvp(config, seed(1))],
    ["Glow", () => createGlow({ ...config, dequantisation: "variational" }, seed(1))],
  ])("%s trains, and gives pictures back from their latents to 1e-4", async (_, create) => {
    const data = await loadMnist({ limit: 256 });
    const flow = create();
    const { losses } = await flow.fit(data, {
      steps: 12,
      batchSize: 32,
      learningRate: 5e-3,
      rng: seed(2),
    });
    expect(losses.every(Number.isFinite)).toBe(true);
    expect(losses[11]).toBeLessThan(losses[0]! - 0.1);
    const images = await toNdArray(data.batch(Array.from({ length: 20 }, (_, i) => i)));
    const x = await flow.dequantise(images, seed(3));
    const z = await flow.encode(x);
    expect(z.shape).toEqual([20, 784]);
    expectClose((await flow.decode(z)).data, x.data, { absolute: 1e-4 });
    flow.dispose();
  });

  it("sets actnorm from the first batch, unless it is to start as the identity", async () => {
    const data = await loadMnist({ limit: 32 });
    const firstLoss = async (actnorm: "data" | "identity" | "none") => {
      const flow = createGlow({ ...config, actnorm }, seed(1));
      const options = { steps: 1, batchSize: 32, learningRate: 0, rng: seed(2) };
      const { losses } = await flow.fit(data, options);
      flow.dispose();
      return losses[0]!;
    };
    const identity = await firstLoss("identity");
    expect(await firstLoss("data")).toBeLessThan(identity - 0.1);
    expect(await firstLoss("none")).toBeCloseTo(identity, 5);
  });

  it("measures bits: the loss is the bound of the pictures, per dimension", async () => {
    const data = await loadMnist({ limit: 32 });
    const flow = createMultiScaleRealNvp(config, seed(1));
    const rng = seed(2);
    const { losses } = await flow.fit(data, { steps: 1, batchSize: 32, learningRate: 0, rng });
    const elbos = await flow.elbos(
      await toNdArray(data.batch(Array.from({ length: 32 }, (_, i) => i))),
      seed(5),
    );
    const bits = -elbos.reduce((a, b) => a + b, 0) / (32 * 784 * Math.LN2);
    expectClose([losses[0]!], [bits], { relative: 0.01 }); // the noise differs
    flow.dispose();
  });

  it("refuses pictures whose values are out of range, and takes those that it decodes", async () => {
    const flow = createMultiScaleRealNvp({ ...small, lambda: 0.01 }, seed(1));
    const bytes = { data: new Float32Array(32).fill(100, 22), shape: [2, 4, 4, 1] };
    const message =
      "realnvp-multiscale: x[1, 1, 2, 0]=100; expected numbers from -1 to 1: divide bytes by 127.5 and subtract 1.";
    for (const ask of [flow.logProbs, flow.encode]) {
      await expect(ask(bytes)).rejects.toThrow(message);
    }
    for (const ask of [flow.elbos, flow.dequantise]) {
      await expect(ask(bytes, seed(2))).rejects.toThrow(message);
    }
    tf.tidy(() => {
      expect(() => flow.elbo(toTensor(bytes), seed(2))).toThrow(message);
    });
    const z = { data: seed(3).normalArray(32).map((value) => 4 * value), shape: [2, 16] }; // prettier-ignore
    const decoded = await flow.decode(z);
    expect(Math.max(...decoded.data)).toBeGreaterThan(1 + 1e-3); // the logit ends at 1.02
    expect((await flow.logProbs(decoded)).every(Number.isFinite)).toBe(true);
    expectClose((await flow.encode(decoded)).data, z.data, { relative: 0.01, absolute: 0.01 });
    flow.dispose();
  });

  it("refuses what cannot be built", () => {
    const other = (change: Partial<GlowConfig>) => () =>
      createGlow({ ...glow, ...change }, seed(1)).dispose();
    expect(other({ imageSize: 6 })).toThrow("glow: imageSize/4=1.5");
    expect(other({ levels: [] })).toThrow("glow: number of levels=0");
    expect(other({ levels: [{ steps: 0, hidden: 4 }] })).toThrow("glow: steps=0");
    expect(other({ coupling: "cubic" as "affine" })).toThrow("glow: coupling=cubic");
    expect(other({ mixing: "svd" as "plu" })).toThrow(
      "glow: mixing=svd; pass one of plu, plain, exchange.",
    );
    expect(other({ actnorm: "batch" as "none" })).toThrow("glow: actnorm=batch");
    expect(other({ splitPrior: "flat" as "standard" })).toThrow("glow: splitPrior=flat");
    expect(other({ dequantisation: "none" as "uniform" })).toThrow("glow: dequantisation=none");
    expect(() => createRealNvp({ dim: 1 }, seed(1))).toThrow("realnvp: dim=1");
    expect(() => createNice({ dim: 2, couplings: 0 }, seed(1))).toThrow("nice: couplings=0");
  });
});
