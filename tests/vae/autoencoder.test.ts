import path from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { seed, type Examples, type NdArray } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import { sampleCovariance, symmetricEigenvalues } from "../../lib/math";
import { createAutoencoder, loadAutoencoder } from "../../lib/vae";
import { warmupCosine } from "../../lib/train";
import { expectNoLeak } from "../contracts/leaks";
import { nativeOnly } from "../contracts/native";
import { noiseExamples } from "../contracts/noiseExamples";
import { temporaryFolder } from "../contracts/temporary";

const folder = temporaryFolder();
const line = { network: { dim: 3, depth: 0 }, latentDim: 1 };

/** Points near a line through the origin: variance 4 along it, 0.01 across, in both directions. */
function points(n: number): NdArray {
  const noise = seed(5).normalArray(3 * n);
  const along = [2 / 3, 2 / 3, 1 / 3];
  const data = new Float32Array(3 * n);
  for (let i = 0; i < n; i++) {
    for (let d = 0; d < 3; d++) {
      data[3 * i + d] = 2 * along[d]! * noise[3 * i]! + 0.1 * noise[3 * i + d]!;
    }
  }
  return { data, shape: [n, 3] };
}
const examplesOf = ({ data, shape: [n] }: NdArray): Examples => ({
  count: n!,
  eventShape: [3],
  id: "line",
  batch: (indices) =>
    tf.tensor2d(
      Array.from(indices, (i) => [...data.subarray(3 * i, 3 * i + 3)]),
      [indices.length, 3],
    ),
});

describe("createAutoencoder", () => {
  beforeEach(nativeOnly);

  it("finds, when linear, the principal component: the error of the best projection", async () => {
    const x = points(2000);
    const model = createAutoencoder(line, seed(1));
    await model.fit(examplesOf(x), {
      steps: 800,
      batchSize: 128,
      rng: seed(2),
      learningRate: warmupCosine({ peak: 2e-2, steps: 800 }),
      emaDecay: 0.9,
    });
    const { data } = await model.reconstruct(x);
    const error = data.reduce((sum, r, i) => sum + (r - x.data[i]!) ** 2, 0) / 2000;
    // no projection onto a line leaves less than the two smaller eigenvalues of the covariance
    const covariance = sampleCovariance(x.data, 3).flat();
    const [smallest, middle] = [...symmetricEigenvalues(covariance, 3)].sort((a, b) => a - b);
    const best = ((smallest! + middle!) * 1999) / 2000;
    expect(error).toBeGreaterThan(0.999 * best);
    expect(error).toBeLessThan(1.15 * best);
    model.dispose();
  });

  it("is saved and loaded, and leaves no tensor behind", async () => {
    await expectNoLeak(async () => {
      const config = { network: { imageSize: 8, channels: 1, baseChannels: 2 }, latentDim: 2 };
      const model = createAutoencoder(config, seed(1));
      const data = noiseExamples(8, [8, 8, 1]);
      const x: NdArray = { data: seed(3).normalArray(3 * 64), shape: [3, 8, 8, 1] };
      const before = await model.reconstruct(x);
      const { losses } = await model.fit(data, { steps: 3, batchSize: 4, rng: seed(2) });
      expect(losses.every(Number.isFinite)).toBe(true);
      const after = await model.reconstruct(x);
      expect(after).not.toEqual(before);
      expect(after.shape).toEqual([3, 8, 8, 1]);
      const file = path.join(folder, "autoencoder.safetensors");
      await model.save(file);
      const { model: loaded, card } = await loadAutoencoder(file);
      expect(card).toMatchObject({ kind: "autoencoder", config });
      const same = await loaded.reconstruct(x);
      const worst = Math.max(...same.data.map((value, i) => Math.abs(value - after.data[i]!)));
      expect(worst).toBeLessThan(0.01);
      expect((await model.encode(x)).shape).toEqual([3, 2]);
      model.dispose();
      loaded.dispose();
    });
  });

  it("says what is wrong with its input", async () => {
    const model = createAutoencoder(line, seed(1));
    const wrong: NdArray = { data: new Float32Array(4), shape: [2, 2] };
    await expect(model.encode(wrong)).rejects.toThrow("encode: x has shape [2, 2]");
    await expect(model.decode(wrong)).rejects.toThrow("decode: z has shape [2, 2]");
    const run = { steps: 1, batchSize: 2, rng: seed(1) };
    await expect(model.fit(noiseExamples(4, [2]), run)).rejects.toThrow(
      "[2]; the network is for [3]",
    );
    model.dispose();
  });
});
