import fs from "node:fs";
import path from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { seed } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import { createDdpm, loadDdpm, type DdpmConfig } from "../../lib/diffusion";
import { expectClose } from "../contracts/close";
import { generativeModelContract } from "../contracts/generativeModel";
import { nativeOnly } from "../contracts/native";
import { temporaryFolder } from "../contracts/temporary";

const folder = temporaryFolder();
const config: DdpmConfig = {
  network: { imageSize: 4, channels: 1, baseChannels: 4, channelMultipliers: [1], groups: 2 },
  T: 6,
};
const create = () => createDdpm(config, seed(1));

generativeModelContract("a small DDPM of points", {
  create: (rng) => createDdpm({ network: { dim: 2, width: 8, depth: 1 }, T: 6 }, rng),
  load: async (file) => (await loadDdpm(file)).model,
  eventShape: [2],
});

generativeModelContract("a small DDPM", {
  create: (rng) => createDdpm(config, rng),
  load: async (file) => (await loadDdpm(file)).model,
  eventShape: [4, 4, 1],
});

describe("createDdpm", () => {
  beforeEach(nativeOnly);

  it("noises to the mean and variance of q(x_t|x_0)", () => {
    const model = createDdpm({ ...config, T: 1000 }, seed(1));
    tf.tidy(() => {
      const x0 = tf.fill<tf.Rank.R4>([3, 40, 40, 1], 0.5);
      const noise = seed(4).normal<tf.Rank.R4>([3, 40, 40, 1]);
      const steps = [0, 300, 999];
      const x = model.noised(x0, steps, noise).dataSync();
      steps.forEach((t, i) => {
        const bar = model.alphaBars[t]!;
        const from = i * 1600;
        const expected = noise.dataSync().slice(from, from + 1600);
        const values = expected.map((z) => Math.sqrt(bar) * 0.5 + Math.sqrt(1 - bar) * z);
        expectClose(x.slice(from, from + 1600), values, { absolute: 1e-6 }, `t = ${t}`);
      });
    });
    model.dispose();
  });

  it("refuses steps outside the process, and a schedule that there is none of", () => {
    const model = create();
    const x = tf.zeros<tf.Rank.R4>([1, 4, 4, 1]);
    expect(() => model.noised(x, [6], x)).toThrow(
      "ddpm: t=6 is not an integer from 0 to 5; pass one.",
    );
    expect(() => model.noised(x, [-1], x)).toThrow("ddpm: t=-1");
    model.dispose();
    const schedule = "cubic" as "linear";
    expect(() => createDdpm({ ...config, schedule }, seed(1))).toThrow(
      "ddpm: schedule=cubic; pass one of linear, cosine, quadratic, ",
    );
    expect(() => createDdpm({ ...config, T: 0 }, seed(1))).toThrow(
      "T=0 is not an integer of at least 1",
    );
  });

  it("samples a trajectory from noise to the sample, one picture per step", async () => {
    const model = create();
    const { steps, timesteps } = await model.sampleTrajectory(2, { rng: seed(3), steps: 3 });
    expect(timesteps).toEqual([4, 2, 0, -1]);
    expect(steps.map(({ shape }) => shape)).toEqual(Array(4).fill([2, 4, 4, 1]));
    expect(await model.sample(2, { rng: seed(3), steps: 3 })).toEqual(steps[3]);
    model.dispose();
  });

  it("refuses more sampling steps than were trained", async () => {
    const model = create();
    await expect(model.sample(1, { rng: seed(1), steps: 7 })).rejects.toThrow(
      "timestepSpacing: steps=7, but the process has 6 trained steps; pass 1 <= steps <= 6.",
    );
    await expect(model.sample(1, { rng: seed(1), steps: -2 })).rejects.toThrow("steps=-2");
    model.dispose();
  });
});

describe("loadDdpm", () => {
  beforeEach(nativeOnly);

  it("refuses weights that do not fit the card's architecture, and leaves no tensor behind", async () => {
    const file = path.join(folder, "other.safetensors");
    const model = create();
    await model.save(file);
    model.dispose();
    const card = path.join(folder, "other.json");
    const text = fs.readFileSync(card, "utf8");
    fs.writeFileSync(card, text.replace('"baseChannels": 4', '"baseChannels": 8'));
    const before = tf.memory().numTensors;
    await expect(loadDdpm(file)).rejects.toThrow(
      /^parameters: '.*' has shape \[.*\]; expected shape \[.*\]\. Load it into the architecture it was trained with\.$/,
    );
    expect(tf.memory().numTensors).toBe(before);
  });

  it("embeds time as the model that was saved", async () => {
    const file = path.join(folder, "embedding.safetensors");
    const network = { dim: 2, width: 8, depth: 1, timeEmbedding: "guided-diffusion" } as const;
    const model = createDdpm({ network, T: 6 }, seed(1));
    await model.save(file);
    const { model: loaded } = await loadDdpm(file);
    expect(loaded.config).toEqual(model.config);
    model.dispose();
    loaded.dispose();
  });

  it("writes a card that says what the file holds", async () => {
    const file = path.join(folder, "noted.safetensors");
    const model = create();
    const card = await model.save(file, { metrics: { loss: 0.5 } });
    expect(card).toMatchObject({ name: "noted", kind: "ddpm", metrics: { loss: 0.5 } });
    expect(card.parameters).toBe(model.network.parameters.count);
    expect(card.config).toEqual({
      ...config,
      schedule: "linear",
      zeroTerminalSnr: false,
      target: "epsilon",
      variance: "fixed",
    });
    model.dispose();
  });
});
