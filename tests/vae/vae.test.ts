import { beforeEach, describe, expect, it } from "vitest";
import { seed, toTensor, type NdArray, type Rng } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import { toy2d } from "../../lib/datasets";
import { meanEstimate, sampleMean } from "../../lib/math";
import { createVae, loadVae, type VaeConfig } from "../../lib/vae";
import { generativeModelContract } from "../contracts/generativeModel";
import { elboContract } from "../contracts/hasElbo";
import { nativeOnly } from "../contracts/native";
import { noiseExamples } from "../contracts/noiseExamples";
import { pixelNumbers } from "../contracts/pixelNumbers";

const network = { imageSize: 8, channels: 1, baseChannels: 2, hidden: 8 };
const kinds: Record<string, VaeConfig> = {
  "a VAE of points": { network: { dim: 2, width: 8, depth: 1 }, latentDim: 2 },
  "a linear VAE": { network: { dim: 3, depth: 0 }, latentDim: 1, deviation: 0.5 },
  "a VAE of pictures of 256 levels": { network, latentDim: 3 },
  "a VAE of black and white pictures": { network, latentDim: 3, output: "bernoulli" },
  "a VAE of coloured pictures with Gaussian pixels": {
    network: { ...network, channels: 3 },
    latentDim: 3,
    output: "gaussian",
  },
};
const eventShapeOf = ({ network }: VaeConfig) =>
  "dim" in network ? [network.dim] : [network.imageSize, network.imageSize, network.channels];

/** Examples of the values that the outputs give a probability. */
const examplesOf = (config: VaeConfig) => {
  const levels = config.output === "bernoulli" ? 2 : 256;
  return "dim" in config.network ? {} : { examples: pixelNumbers(eventShapeOf(config), levels) };
};

for (const [name, config] of Object.entries(kinds)) {
  const family = {
    create: (rng: Rng) => createVae(config, rng),
    load: async (file: string) => (await loadVae(file)).model,
    eventShape: eventShapeOf(config),
    ...examplesOf(config),
  };
  generativeModelContract(name, family);
  elboContract(name, family);
}

describe("createVae", () => {
  beforeEach(nativeOnly);
  const points = kinds["a VAE of points"]!;

  it("has an ELBO that is its reconstruction less its KL, tensors and arrays alike", async () => {
    const model = createVae(points, seed(1));
    const x: NdArray = { data: seed(2).normalArray(600), shape: [300, 2] };
    const bound = await model.bound(x, { rng: seed(3) });
    const kl = bound.klPerDim.reduce((a, b) => a + b, 0);
    expect(sampleMean(bound.kl)).toBeCloseTo(kl, 5);
    bound.elbo.forEach((value, i) => {
      expect(value).toBeCloseTo(bound.reconstruction[i]! - bound.kl[i]!, 5);
    });
    const elbo = tf.tidy(() => model.elbo(tf.tensor(x.data, [300, 2]), seed(3)).dataSync());
    elbo.forEach((value, i) => expect(value).toBeCloseTo(bound.elbo[i]!, 4));
    model.dispose();
  });

  it("gives each example the bound that it has alone with its noise, in batches of 256", async () => {
    const model = createVae(points, seed(1));
    const x: NdArray = { data: seed(2).normalArray(1200), shape: [600, 2] };
    const first: NdArray = { data: x.data.slice(0, 2 * 257), shape: [257, 2] };
    const all = await model.bound(x, { rng: seed(3) });
    const part = await model.bound(first, { rng: seed(3) });
    part.elbo.forEach((value, i) => expect(value).toBeCloseTo(all.elbo[i]!, 4));
    const weights = await model.logWeights(first, { rng: seed(3), draws: 3 });
    const two: NdArray = { data: x.data.slice(0, 4), shape: [2, 2] };
    const few = await model.logWeights(two, { rng: seed(3), draws: 3 });
    expect(weights.shape).toEqual([257, 3]);
    few.data.forEach((value, i) => expect(value).toBeCloseTo(weights.data[i]!, 4));
    model.dispose();
  });

  it("learns: the bound of two moons rises above that of their Gaussian", async () => {
    const data = toy2d("twoMoons", 2000, seed(1));
    const model = createVae({ network: { dim: 2, width: 32 }, latentDim: 1 }, seed(2));
    const run = { steps: 800, batchSize: 128, rng: seed(3), learningRate: 5e-3, emaDecay: 0.99 };
    await model.fit(data, run);
    const held: NdArray = { data: toy2d("twoMoons", 2000, seed(4)).points, shape: [2000, 2] };
    const { estimate, standardError } = meanEstimate(
      (await model.bound(held, { rng: seed(5) })).elbo,
    );
    // independent normal coordinates with the moons' standard deviations: -2.0 nats or less
    const [sx, sy] = [0, 1].map((d) => {
      const column = Array.from({ length: 2000 }, (_, i) => held.data[2 * i + d]!);
      return Math.sqrt(sampleMean(column.map((v) => v * v)));
    }) as [number, number];
    const gaussian = -Math.log(2 * Math.PI * sx * sy) - 1;
    expect(estimate - 6 * standardError).toBeGreaterThan(gaussian + 0.05);
    model.dispose();
  });

  it("warms the KL's weight up: with it, the first loss is that of a smaller β", async () => {
    const data = noiseExamples(16, [2]);
    const losses = async (config: VaeConfig, klWarmup: number) => {
      const model = createVae(config, seed(1));
      const run = { steps: 3, batchSize: 4, rng: seed(2), learningRate: 0, klWarmup };
      const history = await model.fit(data, run);
      model.dispose();
      return [...history.losses];
    };
    const plain = await losses(points, 0);
    const none = await losses({ ...points, beta: 0 }, 0);
    const warmed = await losses(points, 2); // weights 1/3, 2/3, 1
    [1 / 3, 2 / 3, 1].forEach((weight, i) => {
      expect(warmed[i]).toBeCloseTo(none[i]! + weight * (plain[i]! - none[i]!), 4);
    });
    expect(plain[0]).not.toBeCloseTo(none[0]!, 4);
  });

  it("counts β in the loss only: the bound is that of β = 1", async () => {
    const x: NdArray = { data: seed(2).normalArray(8), shape: [4, 2] };
    const bounds = await Promise.all(
      [1, 7].map(async (beta) => {
        const model = createVae({ ...points, beta }, seed(1));
        const { elbo } = await model.bound(x, { rng: seed(3) });
        model.dispose();
        return elbo;
      }),
    );
    expect(bounds[0]).toEqual(bounds[1]);
  });

  it("reconstructs from the posterior's mean, and samples means or draws", async () => {
    const model = createVae(kinds["a VAE of black and white pictures"]!, seed(1));
    const x: NdArray = { data: new Float32Array(2 * 64).fill(-1), shape: [2, 8, 8, 1] };
    const { mean } = await model.encode(x);
    expect(await model.reconstruct(x)).toEqual(await model.decode(mean));
    const drawn = await model.sample(300, { rng: seed(2) });
    expect(drawn.data.every((value) => value === 1 || value === -1)).toBe(true);
    const means = await model.sample(300, { rng: seed(2), show: "mean" });
    expect(means.data.some((value) => Math.abs(value) < 0.9)).toBe(true);
    // the draws' average is that of the means: 19,200 independent pixels, 1e-6 of false alarm
    const gap = sampleMean(drawn.data) - sampleMean(means.data);
    expect(Math.abs(gap)).toBeLessThan(4.9 / Math.sqrt(300 * 64));
    model.dispose();
  });

  it("refuses grey pixels where only black and white have a probability", async () => {
    const model = createVae(kinds["a VAE of black and white pictures"]!, seed(1));
    const grey: NdArray = { data: new Float32Array(64).fill(0.5), shape: [1, 8, 8, 1] };
    await expect(model.bound(grey, { rng: seed(1) })).rejects.toThrow(
      "bound: a pixel of 0.5, but a Bernoulli output gives probabilities to -1 and 1 only; pass binarised pictures",
    );
    await expect(model.logWeights(grey, { rng: seed(1), draws: 2 })).rejects.toThrow(
      "logWeights: a pixel of 0.5",
    );
    tf.tidy(() => {
      expect(() => model.elbo(toTensor(grey), seed(1))).toThrow("elbo: a pixel of 0.5, but");
    });
    model.dispose();
  });

  it("refuses bytes where pixels go from -1 to 1, and takes any numbers where they are Gaussian", async () => {
    const model = createVae(kinds["a VAE of pictures of 256 levels"]!, seed(1));
    const bytes: NdArray = { data: new Float32Array(64).fill(255, 10), shape: [1, 8, 8, 1] };
    const message =
      "x[0, 1, 2, 0]=255; expected numbers from -1 to 1: divide bytes by 127.5 and subtract 1.";
    const rng = seed(1);
    await expect(model.bound(bytes, { rng })).rejects.toThrow(`bound: ${message}`);
    await expect(model.logWeights(bytes, { rng, draws: 2 })).rejects.toThrow(
      `logWeights: ${message}`,
    );
    tf.tidy(() => {
      expect(() => model.elbo(toTensor(bytes), rng)).toThrow(`elbo: ${message}`);
    });
    model.dispose();
    const config: VaeConfig = { network, latentDim: 3, output: "gaussian" };
    const gaussian = createVae(config, seed(1));
    const { elbo } = await gaussian.bound(bytes, { rng });
    expect(elbo.every(Number.isFinite)).toBe(true);
    gaussian.dispose();
  });

  it("says which option there is none of", async () => {
    const bad = (config: object) => () => createVae({ ...points, ...config }, seed(1));
    expect(bad({ latentDim: 0 })).toThrow("vae: latentDim=0");
    expect(bad({ beta: -1 })).toThrow("vae: beta=-1");
    expect(bad({ output: "bernoulli" })).toThrow('vae: output "bernoulli" is for pixels');
    expect(bad({ output: "poisson" })).toThrow("vae: output=poisson; pass one of bernoulli,");
    expect(bad({ deviation: 0 })).toThrow("vae: deviation=0");
    expect(bad({ network: { ...network, imageSize: 10 } })).toThrow(
      "vae: network.imageSize=10 cannot be halved twice; pass a multiple of 4.",
    );
    expect(bad({ network, deviation: 1 })).toThrow(
      'vae: a deviation with output "discretizedLogistic", which has none; leave it out.',
    );
    expect(bad({ network: { dim: 2, depth: -1 } })).toThrow("vae: network.depth=-1");
    const model = createVae(points, seed(1));
    const show = "median" as "mean";
    await expect(model.sample(1, { rng: seed(1), show })).rejects.toThrow("vae: show=median");
    const z: NdArray = { data: new Float32Array(3), shape: [1, 3] };
    await expect(model.decode(z)).rejects.toThrow("decode: z has shape [1, 3]; expected [any, 2].");
    await expect(
      model.fit(noiseExamples(8, [2]), { steps: 1, batchSize: 4, rng: seed(1), klWarmup: -1 }),
    ).rejects.toThrow("vae: klWarmup=-1");
    model.dispose();
  });
});
