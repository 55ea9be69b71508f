import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ready, seed } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import { createGroupNorm, groupNorm, Parameters } from "../../lib/nn";
import { layerCases, layerContract } from "../contracts/layer";
import { nativeOnly } from "../contracts/native";

beforeAll(async () => {
  await ready();
});

for (const name of ["groupNorm", "groupNormOneGroup", "groupNormPerChannel", "groupNormShifted"]) {
  const { groups } = layerCases[name] as unknown as { groups: number };
  // A mean of five standard deviations costs digits, since the variance is E[x²] - E[x]².
  const tolerance = name === "groupNormShifted" ? 2e-5 : 3e-6;
  const layer = ({ x, weight, bias }: Record<string, tf.Tensor>) =>
    groupNorm(x as tf.Tensor4D, weight!, bias!, groups);
  layerContract(name, layer, { tolerance });
}

describe("groupNorm", () => {
  beforeEach(nativeOnly);

  it("normalises each group to mean 0 and variance 1", () => {
    tf.tidy(() => {
      const x = seed(2).normal<tf.Rank.R4>([2, 8, 8, 6]).mul<tf.Tensor4D>(3).add<tf.Tensor4D>(2);
      const y = groupNorm(x, tf.ones([6]), tf.zeros([6]), 2).reshape([2, 64, 2, 3]);
      const { mean, variance } = tf.moments(y, [1, 3]);
      for (const m of mean.dataSync()) expect(Math.abs(m)).toBeLessThan(1e-5);
      for (const v of variance.dataSync()) expect(Math.abs(v - 1)).toBeLessThan(1e-4);
    });
  });

  it("stays finite on a constant image", () => {
    tf.tidy(() => {
      const x = tf.fill<tf.Rank.R4>([1, 4, 4, 4], 300);
      const gradient = tf.grad((x) =>
        groupNorm(x as tf.Tensor4D, tf.ones([4]), tf.ones([4]), 2).sum(),
      );
      for (const value of [...gradient(x).dataSync()]) expect(value).toBeCloseTo(0, 3);
    });
  });

  it("refuses groups that do not divide the channels", () => {
    expect(() => createGroupNorm(new Parameters(seed(0)), { channels: 6, groups: 4 })).toThrow(
      "groupNorm: 4 groups do not divide 6 channels; choose a divisor.",
    );
    expect(() => groupNorm(tf.ones([1, 2, 2, 6]), tf.ones([6]), tf.ones([6]), 4)).toThrow(
      "groupNorm: 4 groups do not divide 6 channels; choose a divisor.",
    );
  });

  it("refuses a scale of another length", () => {
    expect(() => groupNorm(tf.ones([1, 2, 2, 6]), tf.ones([3]), tf.ones([6]), 3)).toThrow(
      "groupNorm: gamma has shape [3]; expected [6].",
    );
  });
});
