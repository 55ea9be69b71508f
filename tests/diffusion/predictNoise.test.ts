import { beforeAll, describe, expect, it } from "vitest";
import { ready, seed, toNdArray, toTensor, type NdArray } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import { toy2d } from "../../lib/datasets";
import { createDdpm, predictNoise, type Ddpm } from "../../lib/diffusion";
import { expectClose } from "../contracts/close";

const points: NdArray = { data: seed(1).normalArray(8), shape: [4, 2] };

/** A model that has learned a little: a fresh one answers 0 to everything. */
async function model(target: "epsilon" | "v", classes = 0): Promise<Ddpm> {
  const made = createDdpm(
    { network: { dim: 2, width: 8, classes }, T: 10, schedule: "cosine", target },
    seed(2),
  );
  const data = { ...toy2d("twoMoons", 64, seed(3)), labels: new Uint8Array(64) };
  await made.fit(data, { steps: 3, batchSize: 16, learningRate: 0.1, rng: seed(4) });
  return made;
}

beforeAll(async () => {
  await ready();
});

describe("predictNoise", () => {
  it("is the model's predictor on arrays, one t for all or one for each, and leaves nothing", async () => {
    const trained = await model("epsilon");
    await predictNoise(trained, points, 7); // the network compiled for this shape stays with the model
    const before = tf.memory().numTensors;
    const each = await predictNoise(trained, points, [7, 7, 7, 7]);
    expect(await predictNoise(trained, points, 7)).toEqual(each);
    expect(tf.memory().numTensors).toBe(before);
    const direct = trained.predictor()(toTensor(points), tf.fill<tf.Rank.R1>([4], 7));
    expectClose(each.data, (await toNdArray(direct)).data, { absolute: 1e-6 }, "ε");
    expect(Math.max(...each.data.map(Math.abs))).toBeGreaterThan(0.01);
    trained.dispose();
  });

  it("gives the noise of a model that predicts something else: ε = s x_t + a v", async () => {
    const trained = await model("v");
    const steps = [4, 0, 9, 4];
    const { data } = await predictNoise(trained, points, steps);
    const v = await toNdArray(
      tf.tidy(() => trained.network.predict(toTensor(points), tf.tensor1d(steps))),
    );
    data.forEach((epsilon, i) => {
      const bar = trained.alphaBars[steps[Math.floor(i / 2)]!]!;
      expect(epsilon).toBeCloseTo(
        Math.sqrt(1 - bar) * points.data[i]! + Math.sqrt(bar) * v.data[i]!,
        5,
      );
    });
    trained.dispose();
  });

  it("passes classes on", async () => {
    const trained = await model("epsilon", 3);
    const [with0, without] = [
      await predictNoise(trained, points, 4, { labels: 0 }),
      await predictNoise(trained, points, 4),
    ];
    expect(with0.data).not.toEqual(without.data);
    trained.dispose();
  });

  it("leaves the learned variance out", async () => {
    const config = { network: { dim: 2, width: 8 }, T: 10, variance: "learned" } as const;
    const trained = createDdpm(config, seed(2));
    expect((await predictNoise(trained, points, 4)).shape).toEqual([4, 2]);
    trained.dispose();
  });

  it("refuses a timestep outside the process, and another number of timesteps", async () => {
    const trained = await model("epsilon");
    await expect(predictNoise(trained, points, 10)).rejects.toThrow(/predictNoise.*t=10/);
    await expect(predictNoise(trained, points, [1, 2])).rejects.toThrow("t has shape [2]");
    trained.dispose();
  });
});
