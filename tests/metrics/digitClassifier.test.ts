import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ready } from "../../lib/core";
import { seed } from "../../lib/core/rng";
import * as tf from "../../lib/core/tf";
import { loadMnist, type Mnist } from "../../lib/datasets";
import {
  createDigitClassifier,
  loadDigitClassifier,
  type DigitClassifier,
} from "../../lib/metrics/digitClassifier";
import { checkpoint } from "../../lib/notebook/checkpoint";
import { expectNoLeak } from "../contracts/leaks";

const COUNT = 2000;
let test: Mnist;
let shipped: DigitClassifier;

const pictures = (data: Mnist) => ({
  data: Float32Array.from(data.images, (byte) => byte / 127.5 - 1),
  shape: [data.count, 28, 28, 1],
});

beforeAll(async () => {
  await ready();
  test = await loadMnist({ split: "test", limit: COUNT });
  shipped = await loadDigitClassifier(checkpoint("classifier-mnist"));
});
afterAll(() => shipped.dispose());

describe("digitClassifier", () => {
  it("as shipped reads at least 98.5 % of the first 2,000 test digits", async () => {
    const { labels, confidences } = await shipped.classify(pictures(test));
    const right = labels.filter((label, i) => label === test.labels[i]).length;
    expect(right / COUNT).toBeGreaterThan(0.985);
    expect(confidences.every((p) => p >= 0.1 && p <= 1 + 1e-6)).toBe(true);
  });

  it("sees few classes in pure noise, though it may be sure: why both are measured", async () => {
    const noise = { data: seed(1).normalArray(200 * 784), shape: [200, 28, 28, 1] };
    const { labels } = await shipped.classify(noise);
    expect(new Set(labels).size).toBeLessThan(10);
  });

  it("learns, from its own key the same way twice, and leaves nothing behind", async () => {
    const train = async () => {
      const classifier = createDigitClassifier(seed(2));
      const { losses } = await classifier.fit(test, {
        steps: 80,
        batchSize: 32,
        learningRate: 2e-3,
        rng: seed(3),
      });
      classifier.dispose();
      return losses;
    };
    const before = tf.memory().numTensors;
    const first = await train();
    expect(first[0]).toBeCloseTo(Math.log(10), 1);
    expect(Math.max(...first.slice(70))).toBeLessThan(1.9);
    expect([...(await train())]).toEqual([...first]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it("leaves no tensor behind when it classifies", async () => {
    const few = {
      ...pictures(test),
      data: pictures(test).data.subarray(0, 3 * 784),
      shape: [3, 28, 28, 1],
    };
    await expectNoLeak(async () => {
      await shipped.classify(few);
    });
  });

  it("says which shape it wants", () => {
    const wrong = { data: new Float32Array(32 * 32), shape: [1, 32, 32, 1] };
    return expect(shipped.classify(wrong)).rejects.toThrow(
      "digitClassifier: images has shape [1, 32, 32, 1]; expected [any, 28, 28, 1].",
    );
  });

  it("does not load a checkpoint of another kind", () =>
    expect(loadDigitClassifier(checkpoint("ddpm-mnist"))).rejects.toThrow(
      "holds a 'ddpm'; expected a 'digitClassifier'",
    ));
});
