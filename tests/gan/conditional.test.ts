import { beforeEach, describe, expect, it } from "vitest";
import { seed, type Examples } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import { createGan, type GanConfig } from "../../lib/gan";
import { expectNoLeak } from "../contracts/leaks";
import { nativeOnly } from "../contracts/native";
import { noiseExamples } from "../contracts/noiseExamples";

const points: GanConfig = { network: { dim: 2, width: 8, depth: 1 }, latentDim: 3 };
const pictures: GanConfig = {
  network: { imageSize: 8, channels: 1, baseChannels: 4, groups: 2, labelDim: 3 },
  latentDim: 3,
  classes: 2,
};

describe("a conditional GAN", () => {
  beforeEach(nativeOnly);

  it("makes what it is asked for, once trained", async () => {
    const labels = Uint8Array.from({ length: 256 }, (_, i) => i % 2);
    const data: Examples = {
      ...noiseExamples(256, [2]),
      labels,
      batch: (indices) =>
        tf.tidy(() => {
          const noise = seed(8)
            .fold(Array.from(indices).join())
            .normal<tf.Rank.R2>([indices.length, 2]);
          const centres = Array.from(indices, (i) => [labels[i]! * 2 - 1, 0]);
          return noise.mul(0.2).add(tf.tensor2d(centres));
        }),
    };
    const gan = createGan(
      { network: { dim: 2, width: 32, depth: 1 }, latentDim: 2, classes: 2 },
      seed(1),
    );
    const group = { learningRate: 3e-3 };
    await gan.fit(data, {
      steps: 300,
      batchSize: 64,
      rng: seed(2),
      penalty: { kind: "r1", weight: 0.5 },
      generator: { ...group, emaDecay: 0.98 },
      discriminator: group,
    });
    const asked = Array.from({ length: 1000 }, (_, i) => (i < 500 ? 0 : 1));
    const { data: x } = await gan.sample(1000, { rng: seed(3), labels: asked });
    const right = asked.filter((label, i) => x[2 * i]! > 0 === (label === 1)).length;
    expect(right / 1000).toBeGreaterThan(0.95);
    gan.dispose();
  });

  it("draws classes when none are asked for, and one number stands for all", async () => {
    const gan = createGan(pictures, seed(1));
    const [drawn, zero] = [
      await gan.sample(20, { rng: seed(2) }),
      await gan.sample(20, { rng: seed(2), labels: 0 }),
    ];
    const same = Array.from({ length: 20 }, (_, i) =>
      drawn.data.slice(64 * i, 64 * i + 64).every((x, j) => x === zero.data[64 * i + j]),
    ).filter(Boolean).length;
    expect(same).toBeGreaterThan(2);
    expect(same).toBeLessThan(18);
    expect(await gan.sample(2, { rng: seed(2), labels: [0, 0] })).toEqual(
      await gan.sample(2, { rng: seed(2), labels: 0 }),
    );
    gan.dispose();
  });

  it("refuses labels that do not fit", async () => {
    const [gan, unconditional] = [createGan(pictures, seed(1)), createGan(points, seed(1))];
    const rng = seed(2);
    await expectNoLeak(async () => {
      await expect(gan.sample(2, { rng, labels: [0] })).rejects.toThrow(
        "gan: 1 labels for 2 examples",
      );
      await expect(gan.sample(2, { rng, labels: 2 })).rejects.toThrow(
        "labels[0]=2 is not an integer from 0 to 1",
      );
      await expect(unconditional.sample(2, { rng, labels: 0 })).rejects.toThrow(
        "gan: labels for a model without classes",
      );
      const latents = { data: new Float32Array(6), shape: [2, 3] };
      await expect(gan.decode(latents)).rejects.toThrow("gan: no labels for a model of 2 classes");
      const run = { steps: 1, batchSize: 4, rng };
      const unlabelled = noiseExamples(16, [8, 8, 1]);
      await expect(gan.fit(unlabelled, run)).rejects.toThrow("the data 'noise[16]' has no labels");
      const short = { ...unlabelled, labels: [0] };
      await expect(gan.fit(short, run)).rejects.toThrow("1 labels for 16 examples in 'noise[16]'");
    });
    for (const made of [gan, unconditional]) made.dispose();
  });
});
