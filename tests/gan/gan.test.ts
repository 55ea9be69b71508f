import path from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { seed, type Rng } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import { createGan, loadGan, type Gan, type GanConfig, type GanFitOptions } from "../../lib/gan";
import { expectClose } from "../contracts/close";
import { generativeModelContract, type Model } from "../contracts/generativeModel";
import { labelled } from "../contracts/labelled";
import { expectNoLeak } from "../contracts/leaks";
import { nativeOnly } from "../contracts/native";
import { noiseExamples } from "../contracts/noiseExamples";
import { temporaryFolder } from "../contracts/temporary";

const folder = temporaryFolder();
const points: GanConfig = { network: { dim: 2, width: 8, depth: 1 }, latentDim: 3 };
const pictures: GanConfig = {
  network: { imageSize: 8, channels: 1, baseChannels: 4, groups: 2, labelDim: 3 },
  latentDim: 3,
  classes: 2,
};

/** A GAN as the contract takes it: the losses of both networks, added. */
function asModel(gan: Gan, options: Partial<GanFitOptions> = {}): Model {
  return {
    ...gan,
    async fit(data, run) {
      const known = gan.config.classes > 0 ? labelled(data) : data;
      const { losses } = await gan.fit(known, { ...options, ...run });
      return { losses: losses.generator.map((loss, i) => loss + losses.discriminator[i]!) };
    },
  };
}

const cases: [string, GanConfig, Partial<GanFitOptions>][] = [
  ["a GAN of points", points, {}],
  ["a GAN of points with R1", points, { penalty: { kind: "r1", weight: 1 } }],
  [
    "a WGAN-GP of points, two updates of its critic in a step",
    points,
    { loss: "wasserstein", penalty: { kind: "wgan-gp", weight: 1 }, discriminatorSteps: 2 },
  ],
  ["a conditional DCGAN with R1", pictures, { penalty: { kind: "r1", weight: 1 } }],
];

for (const [name, config, options] of cases) {
  generativeModelContract(name, {
    create: (rng) => asModel(createGan(config, rng), options),
    load: async (file) => asModel((await loadGan(file)).model, options),
    eventShape: "dim" in config.network ? [2] : [8, 8, 1],
  });
}

const values = ({ parameters }: Gan, network: string) =>
  [...parameters.variables]
    .filter(([name]) => name.startsWith(`${network}.`))
    .map(([, variable]) => Float32Array.from(variable.dataSync()));

async function fitted(options: Partial<GanFitOptions>, config = points): Promise<Gan> {
  const gan = createGan(config, seed(1));
  await gan.fit(noiseExamples(32, [2]), { steps: 1, batchSize: 8, rng: seed(2), ...options });
  return gan;
}

const still = { learningRate: 0 };
const plain = { learningRate: 0.01, emaDecay: 0 };

describe("fit", () => {
  beforeEach(nativeOnly);

  it.each(["generator", "discriminator"] as const)(
    "moves the %s and leaves the other network as it was, to the bit",
    async (moved) => {
      const other = moved === "generator" ? "discriminator" : "generator";
      for (const eager of [false, true]) {
        const before = createGan(points, seed(1));
        const after = await fitted({
          [moved]: plain,
          [other]: { ...still, emaDecay: 0 },
          penalty: { kind: "r1" },
          steps: 3,
          eager,
        });
        expect(values(after, other)).toEqual(values(before, other));
        values(after, moved).forEach((value, i) =>
          expect(value).not.toEqual(values(before, moved)[i]),
        );
        for (const gan of [before, after]) gan.dispose();
      }
    },
  );

  it("updates the discriminator first: the generator answers to where it is then", async () => {
    // Both alone from the same start: together the discriminator's first step is the same, the generator's is not.
    const [alone, together] = [
      await fitted({ discriminator: plain, generator: { ...still, emaDecay: 0 } }),
      await fitted({ discriminator: plain, generator: plain }),
    ];
    expect(values(together, "discriminator")).toEqual(values(alone, "discriminator"));
    const onlyG = await fitted({ discriminator: still, generator: plain });
    expect(values(together, "generator")).not.toEqual(values(onlyG, "generator"));
    for (const gan of [alone, together, onlyG]) gan.dispose();
  });

  it("keeps the moving average of the generator, and the discriminator as it is", async () => {
    const start = createGan(points, seed(1));
    const [last, averaged] = [
      await fitted({ generator: plain, discriminator: plain }),
      await fitted({ generator: { ...plain, emaDecay: 0.9 }, discriminator: plain }),
    ];
    expect(values(averaged, "discriminator")).toEqual(values(last, "discriminator"));
    const [w0, w1, w] = [start, last, averaged].map((gan) => values(gan, "generator"));
    w!.forEach((value, k) => {
      // d of the first update is 2/11
      const expected = value.map((_, i) => (2 * w0![k]![i]! + 9 * w1![k]![i]!) / 11);
      expectClose(value, expected, { absolute: 1e-6 });
    });
    for (const gan of [start, last, averaged]) gan.dispose();
  });

  it("takes fresh examples for each update of the discriminator", async () => {
    const seen: number[][] = [];
    const data = noiseExamples(32, [2]);
    const spied = {
      ...data,
      batch: (indices: ArrayLike<number>) => (
        seen.push([...Array.from(indices)]),
        data.batch(indices)
      ),
    };
    const gan = createGan(points, seed(1));
    await gan.fit(spied, { steps: 2, batchSize: 4, discriminatorSteps: 4, rng: seed(2) });
    expect(seen.length).toBe(8);
    expect(new Set(seen.flat()).size).toBe(32); // one epoch, no example twice
    gan.dispose();
  });

  it("resumes an interrupted run to the bit", async () => {
    const whole = await fitted({ steps: 6 });
    const stateFile = path.join(folder, "state.safetensors");
    const controller = new AbortController();
    const stopped = fitted({
      steps: 6,
      stateFile,
      signal: controller.signal,
      onProgress: ({ step, metrics }) => {
        expect(Object.keys(metrics)).toEqual(["discriminator", "generator"]);
        if (step === 2) controller.abort();
      },
    });
    await expect(stopped).rejects.toThrow("interrupted after step 2 of 6");
    const resumed = await fitted({ steps: 6, stateFile });
    for (const network of ["generator", "discriminator"]) {
      expect(values(resumed, network)).toEqual(values(whole, network));
    }
    for (const gan of [whole, resumed]) gan.dispose();
  });

  it("learns a normal distribution: mean and deviations within 0.15", async () => {
    const normal = (rng: Rng, n: number) =>
      tf.tidy(() => rng.normal([n, 2]).mul([0.3, 0.6]).add([1, -0.5]));
    const data = {
      ...noiseExamples(512, [2]),
      batch: (i: ArrayLike<number>) => normal(seed(8).fold(Array.from(i).join()), i.length),
    };
    const gan = createGan({ network: { dim: 2, width: 32, depth: 1 }, latentDim: 2 }, seed(1));
    const group = { learningRate: 3e-3 };
    await gan.fit(data, {
      steps: 500,
      batchSize: 128,
      rng: seed(2),
      penalty: { kind: "r1", weight: 0.5 },
      generator: { ...group, emaDecay: 0.99 },
      discriminator: group,
    });
    const { data: x } = await gan.sample(4000, { rng: seed(3) });
    [
      [1, 0.3],
      [-0.5, 0.6],
    ].forEach(([mean, deviation], axis) => {
      const column = x.filter((_, i) => i % 2 === axis);
      const m = column.reduce((a, b) => a + b, 0) / column.length;
      const s = Math.sqrt(column.reduce((a, b) => a + (b - m) ** 2, 0) / column.length);
      expect(Math.abs(m - mean!)).toBeLessThan(0.15);
      expect(Math.abs(s - deviation!)).toBeLessThan(0.15);
    });
    gan.dispose();
  });

  it("refuses options out of range, before anything is made", async () => {
    const gan = createGan(points, seed(1));
    const run = { steps: 1, batchSize: 4, rng: seed(1) };
    const data = noiseExamples(16, [2]);
    await expectNoLeak(async () => {
      await expect(gan.fit(data, { ...run, discriminatorSteps: 0 })).rejects.toThrow(
        "discriminatorSteps=0",
      );
      await expect(gan.fit(data, { ...run, loss: "mse" as "hinge" })).rejects.toThrow('loss="mse"');
      const penalty = { kind: "r1", weight: NaN } as const;
      await expect(gan.fit(data, { ...run, penalty })).rejects.toThrow("penalty.weight=NaN");
    });
    gan.dispose();
  });
});

describe("decode and judge", () => {
  beforeEach(nativeOnly);

  it("pass any number through the networks: each row as if it were alone", async () => {
    const gan = createGan(points, seed(1));
    const n = 601; // three parts
    const latents = { data: seed(2).normalArray(3 * n), shape: [n, 3] };
    const x = await gan.decode(latents);
    expect(x.shape).toEqual([n, 2]);
    const logits = await gan.judge(x);
    expect(logits.length).toBe(n);
    for (const row of [0, 249, 250, 600]) {
      const z = { data: latents.data.slice(3 * row, 3 * row + 3), shape: [1, 3] };
      const alone = await gan.decode(z);
      expectClose(alone.data, x.data.slice(2 * row, 2 * row + 2), { absolute: 1e-6 });
      expectClose(await gan.judge(alone), [logits[row]!], { absolute: 1e-6 });
    }
    gan.dispose();
  });

  it("are the same after loading, discriminator included, to half precision", async () => {
    const file = path.join(folder, "whole.safetensors");
    const gan = createGan(pictures, seed(1));
    await gan.save(file);
    const { model, card } = await loadGan(file);
    expect(card.kind).toBe("gan");
    expect(card.config).toEqual(pictures);
    expect(card.parameters).toBe(gan.parameters.count);
    const x = await gan.sample(3, { rng: seed(4), labels: 1 });
    const [a, b] = [await gan.judge(x, { labels: 1 }), await model.judge(x, { labels: 1 })];
    expectClose(b, a, { absolute: 5e-3 });
    for (const made of [gan, model]) made.dispose();
  });

  it("refuse other shapes", async () => {
    const gan = createGan(points, seed(1));
    const wrong = { data: new Float32Array(8), shape: [2, 4] };
    await expect(gan.decode(wrong)).rejects.toThrow("latents has shape [2, 4]; expected [any, 3]");
    await expect(gan.judge(wrong)).rejects.toThrow("examples has shape [2, 4]; expected [any, 2]");
    const none = { data: new Float32Array(0), shape: [0, 3] };
    await expect(gan.decode(none)).rejects.toThrow("number of examples=0");
    gan.dispose();
  });
});
