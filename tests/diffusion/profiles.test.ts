import { beforeEach, describe, expect, it } from "vitest";
import { seed } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import { cifar10Full, createDdpm } from "../../lib/diffusion";
import type { LearningRate } from "../../lib/train";
import { expectClose } from "../contracts/close";
import { nativeOnly } from "../contracts/native";
import { noiseExamples } from "../contracts/noiseExamples";

beforeEach(nativeOnly);

describe("cifar10Full", () => {
  it("is the network of Ho et al. 2020: 35,746,307 weights, and it answers", () => {
    const model = createDdpm(cifar10Full.config, seed(1));
    try {
      expect(model.network.parameters.count).toBe(35_746_307);
      expect(model.config.T).toBe(1000);
      tf.tidy(() => {
        const x = seed(2).normal<tf.Rank.R4>([1, 32, 32, 3]);
        const output = model.network.predict(x, tf.tensor1d([500]));
        expect(output.shape).toEqual([1, 32, 32, 3]);
        expect(Math.max(...output.abs().dataSync())).toBe(0); // its last layer starts at 0
      });
    } finally {
      model.dispose();
    }
  });

  it("is trained at the paper's rate, reached in 5000 updates", () => {
    const rate = cifar10Full.training.learningRate as LearningRate;
    expectClose([1, 2500, 5000, 5001, 800_000].map(rate), [4e-8, 1e-4, 2e-4, 2e-4, 2e-4], {
      relative: 1e-12,
    });
  });

  it("is trained as its profile says: two updates at full size", async () => {
    const model = createDdpm(cifar10Full.config, seed(1));
    const weights = () => model.parameters.variables.get("out.weight")!.dataSync<"float32">();
    const after: Float32Array[] = [];
    try {
      const { losses } = await model.fit(noiseExamples(4, [32, 32, 3]), {
        ...cifar10Full.training,
        steps: 2,
        batchSize: 1,
        rng: seed(2),
        eager: true, // recorded it takes 3 GB and a minute
        onProgress: () => void after.push(Float32Array.from(weights())),
      });
      // A network that answers 0 loses the mean of 3072 squares of noise: 1 within 4.5 standard errors, false alarms 1e-5.
      for (const loss of losses) expect(Math.abs(loss - 1)).toBeLessThan(4.5 * Math.sqrt(2 / 3072));
      // Adam's first update moves every weight that has a gradient by the rate, 2e-4/5000.
      const [first, second] = after as [Float32Array, Float32Array];
      expectClose(first.map(Math.abs), new Float32Array(first.length).fill(4e-8), {
        relative: 0.01,
      });
      // The second moves none by more than 1.0014 times its own, twice as large, and some by nearly that.
      const furthest = Math.max(...second.map(Math.abs));
      expect(furthest).toBeGreaterThan(1.19e-7);
      expect(furthest).toBeLessThan(1.202e-7);
      // What remains is the moving average, with d = 2/11 and 3/12 in the first updates.
      const average = first.map((x, i) => (3 / 12) * (9 / 11) * x + (9 / 12) * second[i]!);
      expectClose(weights(), average, { relative: 1e-4, absolute: 1e-13 });
    } finally {
      model.dispose();
    }
  });
});
