import { beforeEach, describe, expect, it } from "vitest";
import { seed } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import { compile } from "../../lib/core/compile/compile";
import { dynamicThreshold } from "../../lib/diffusion";
import { expectClose } from "../contracts/close";
import { golden, tensorOf, type GoldenArray } from "../contracts/golden";
import { expectNoLeak } from "../contracts/leaks";
import { nativeOnly } from "../contracts/native";

const torch =
  golden<Record<"wide" | "threshold995" | "threshold80" | "threshold80max2", GoldenArray>>(
    "guidance",
  );

beforeEach(nativeOnly);

describe("dynamicThreshold", () => {
  it.each([
    ["0.995, the default", {}, torch.threshold995],
    ["0.8", { quantile: 0.8 }, torch.threshold80],
    ["0.8, at most 2", { quantile: 0.8, maxScale: 2 }, torch.threshold80max2],
  ])("is PyTorch's with quantile %s", (_name, options, expected) => {
    tf.tidy(() => {
      const found = dynamicThreshold(tensorOf(torch.wide), options);
      expect(found.shape).toEqual(expected.shape);
      expectClose(found.dataSync(), expected.data, { absolute: 1e-6 });
    });
  });

  it("is the same inside a compiled step", () => {
    const step = compile((x) => [dynamicThreshold(x!, { quantile: 0.8 })]);
    const x = tensorOf(torch.wide);
    const [found] = step.run(x);
    expectClose(found!.dataSync(), torch.threshold80.data, { absolute: 1e-6 });
    tf.dispose([x, found!]);
    step.dispose();
  });

  it("leaves examples alone that are within [-1, 1], and never leaves it", () => {
    tf.tidy(() => {
      const inside = seed(1).uniform<tf.Rank.R2>([2, 9]).mul(2).sub(1);
      expectClose(dynamicThreshold(inside).dataSync(), inside.dataSync(), { absolute: 0 });
      const outside = seed(2).normal<tf.Rank.R2>([5, 40]).mul(7);
      for (const quantile of [0, 0.3, 0.9, 1]) {
        const found = dynamicThreshold(outside, { quantile }).abs().max().dataSync()[0];
        expect(found).toBeLessThanOrEqual(1);
      }
    });
  });

  it("with quantile 1 divides by the largest; with maxScale 1 or quantile 0 of small numbers clips", () => {
    tf.tidy(() => {
      const x = tf.tensor2d([4, -2, 0, 1], [1, 4]);
      expect([...dynamicThreshold(x, { quantile: 1 }).dataSync()]).toEqual([1, -0.5, 0, 0.25]);
      for (const options of [{ maxScale: 1 }, { quantile: 0 }]) {
        expect([...dynamicThreshold(x, options).dataSync()]).toEqual([1, -1, 0, 1]);
      }
    });
  });

  it("refuses a quantile outside [0, 1] and a scale below 1", () => {
    tf.tidy(() => {
      const x = tf.zeros([1, 4]);
      expect(() => dynamicThreshold(x, { quantile: 99.5 })).toThrow(
        "dynamicThreshold: quantile=99.5; expected a finite number from 0 to 1.",
      );
      expect(() => dynamicThreshold(x, { maxScale: 0.5 })).toThrow(
        "dynamicThreshold: maxScale=0.5; expected at least 1, the range of the data.",
      );
      expect(() => dynamicThreshold(x, { maxScale: NaN })).toThrow("maxScale=NaN");
    });
  });

  it("leaves nothing behind but its result", async () => {
    const x = tensorOf(torch.wide);
    await expectNoLeak(() => dynamicThreshold(x, { quantile: 0.8, maxScale: 2 }));
    x.dispose();
  });
});
