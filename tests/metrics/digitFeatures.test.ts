import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ready } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import { loadMnist, type Mnist } from "../../lib/datasets";
import { loadDigitClassifier, loadDigitFeatures, type DigitFeatures } from "../../lib/metrics";
import { checkpoint } from "../../lib/notebook/checkpoint";
import { expectNoLeak } from "../contracts/leaks";

const COUNT = 300;
let test: Mnist;
let features: DigitFeatures;

beforeAll(async () => {
  await ready();
  test = await loadMnist({ split: "test" });
  features = await loadDigitFeatures(checkpoint("classifier-mnist"), { batchSize: 128 });
});
afterAll(() => features.dispose());

const pictures = (count: number) => ({
  data: Float32Array.from(test.images.subarray(0, count * 784), (byte) => byte / 127.5 - 1),
  shape: [count, 28, 28, 1],
});

describe("digitFeatures", () => {
  it("are of a classifier that reads more than 99.3 % of the 10,000 test digits, as shipped", async () => {
    const { data } = await features.probabilities(pictures(test.count));
    const right = test.labels.filter((label, i) => {
      const p = data.subarray(10 * i, 10 * i + 10);
      return p[label] === Math.max(...p);
    }).length;
    expect(right / test.count).toBeGreaterThan(0.993);
  });

  it("are what the classifier's last layer sees: it turns them into its logits", async () => {
    const { data, shape } = await features.extract(pictures(COUNT));
    expect(shape).toEqual([COUNT, features.dimensions]);
    expect(data.every((x) => x >= 0)).toBe(true);
    const classifier = await loadDigitClassifier(checkpoint("classifier-mnist"));
    const all = classifier.parameters.all;
    const logits = tf.tidy(() => {
      const x = tf.tensor4d(pictures(COUNT).data, [COUNT, 28, 28, 1]);
      const kernel = all.get("dense2.weight") as tf.Tensor2D;
      const last = tf.tensor2d(data, [COUNT, 128]).matMul(kernel).add(all.get("dense2.bias")!);
      return last.sub(classifier.logits(x)).abs().max().dataSync()[0]!;
    });
    classifier.dispose();
    expect(logits).toBeLessThan(1e-4);
  });

  it("do not depend on the batch a picture is in, and leave nothing behind", async () => {
    const whole = await features.extract(pictures(COUNT));
    const first = { ...pictures(1) };
    await expectNoLeak(async () => {
      const { data } = await features.extract(first);
      data.forEach((x, i) => expect(Math.abs(x - whole.data[i]!)).toBeLessThan(1e-4));
    });
  });

  it("say which weights they are of", () => {
    expect(features.id).toMatch(/^classifier-mnist dense1 sha256:[0-9a-f]{16}$/);
  });

  it("refuse pictures of another shape or range", async () => {
    const zeros = { data: new Float32Array(32 * 32), shape: [1, 32, 32, 1] };
    await expect(features.extract(zeros)).rejects.toThrow(
      "digitFeatures: images has shape [1, 32, 32, 1]; expected [any, 28, 28, 1].",
    );
    const bytes = { data: Float32Array.from(test.images.subarray(0, 1568)), shape: [2, 28, 28, 1] };
    await expect(features.probabilities(bytes)).rejects.toThrow(
      /digitFeatures: picture 0 holds \d+; expected values from -1 \(black\) to 1; bytes are scaled/,
    );
    bytes.data.fill(0).fill(NaN, 1000, 1001);
    await expect(features.extract(bytes)).rejects.toThrow("picture 1 holds NaN");
    await expect(
      loadDigitFeatures(checkpoint("classifier-mnist"), { batchSize: 0 }),
    ).rejects.toThrow("digitFeatures: batchSize=0 is not an integer of at least 1");
  });
});
