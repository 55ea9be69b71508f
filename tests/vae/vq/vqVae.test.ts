import { beforeEach, describe, expect, it } from "vitest";
import { seed, toTensor, type Examples, type NdArray, type Rng } from "../../../lib/core";
import * as tf from "../../../lib/core/tf";
import { createVqVae, loadVqVae } from "../../../lib/vae";
import { expectClose } from "../../contracts/close";
import { generativeModelContract } from "../../contracts/generativeModel";
import { nativeOnly } from "../../contracts/native";
import { pixelNumbers } from "../../contracts/pixelNumbers";

const config = {
  network: { imageSize: 8, channels: 1, baseChannels: 2 },
  codes: 5,
  codeDim: 3,
};

generativeModelContract("a VQ-VAE", {
  create: (rng) => createVqVae(config, rng),
  load: async (file) => (await loadVqVae(file)).model,
  eventShape: [8, 8, 1],
  examples: pixelNumbers([8, 8, 1]),
});

/** Pictures that are black but for one white quarter, out of four. */
const quarters: Examples = {
  count: 64,
  eventShape: [8, 8, 1],
  id: "quarters",
  batch: (indices) => {
    const data = new Float32Array(indices.length * 64).fill(-1);
    for (let row = 0; row < indices.length; row++) {
      const which = indices[row]! % 4;
      for (let i = 0; i < 64; i++) {
        const [h, w] = [Math.floor(i / 8), i % 8];
        if (2 * Math.floor(h / 4) + Math.floor(w / 4) === which) data[row * 64 + i] = 1;
      }
    }
    return tf.tensor4d(data, [indices.length, 8, 8, 1]);
  },
};

describe("createVqVae", () => {
  beforeEach(nativeOnly);
  const create = (rng: Rng) =>
    createVqVae({ ...config, network: { ...config.network, baseChannels: 8 } }, rng);

  it("learns: its bound is the reconstruction less the codes' cost, and rises", async () => {
    const model = create(seed(1));
    const batch = quarters.batch([0, 1, 2, 3]);
    const x: NdArray = { data: batch.dataSync<"float32">().slice(), shape: batch.shape };
    const before = await model.bound(x);
    await model.fit(quarters, { steps: 300, batchSize: 16, rng: seed(2), learningRate: 5e-3 });
    const after = await model.bound(x);
    after.elbo.forEach((value, i) => {
      expect(value).toBeCloseTo(after.reconstruction[i]! - after.kl[i]!, 4);
      expect(value).toBeGreaterThan(before.elbo[i]! + 50);
    });
    const tensor = model.elbo(batch);
    expectClose(await tensor.data(), after.elbo, { relative: 1e-4, absolute: 1e-3 });
    const { used, perplexity } = await model.usage(x);
    expect(used).toBeGreaterThan(1);
    expect(perplexity).toBeGreaterThan(1.2);
    const codes = await model.encode(x);
    expect(codes.shape).toEqual([4, 2, 2]);
    expect(await model.reconstruct(x)).toEqual(await model.decode(codes));
    expect(() => model.elbo(tf.zeros([1, 4, 4, 1]))).toThrow("vqVae: x has shape [1, 4, 4, 1]");
    tf.dispose([batch, tensor]);
    model.dispose();
  });

  it("refuses values that its output gives no probability", async () => {
    const bytes: NdArray = { data: new Float32Array(64).fill(128), shape: [1, 8, 8, 1] };
    const range = "x[0, 0, 0, 0]=128; expected numbers from -1 to 1: divide bytes by 127.5";
    const grey = "a pixel of 128, but a Bernoulli output gives probabilities to -1 and 1 only";
    const cases = [["discretizedLogistic", range], ["bernoulli", grey]] as const; // prettier-ignore
    for (const [output, message] of cases) {
      const model = createVqVae({ ...config, output }, seed(1));
      await expect(model.bound(bytes)).rejects.toThrow(`bound: ${message}`);
      tf.tidy(() => {
        expect(() => model.elbo(toTensor(bytes))).toThrow(`elbo: ${message}`);
      });
      model.dispose();
    }
  });

  it("says what is wrong with codes and options", async () => {
    const model = create(seed(1));
    const codes: NdArray = { data: Float32Array.of(0, 1, 5, 0), shape: [1, 2, 2] };
    await expect(model.decode(codes)).rejects.toThrow("decode: code=5");
    await expect(model.decode({ ...codes, shape: [1, 4] })).rejects.toThrow("[1, 4]");
    model.dispose();
    expect(() => createVqVae({ ...config, commitment: -1 }, seed(1))).toThrow(
      "vqVae: commitment=-1",
    );
  });
});
