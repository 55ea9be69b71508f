import { beforeEach, describe, expect, it } from "vitest";
import { seed } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import { createLayerNorm, layerNorm, Parameters } from "../../lib/nn";
import { layerContract, scopeOf } from "../contracts/layer";
import { nativeOnly } from "../contracts/native";

beforeEach(nativeOnly);

layerContract("layerNorm", ({ x }) => layerNorm(x!), { tolerance: 4e-6 });
layerContract(
  "layerNormAffine",
  (inputs) => createLayerNorm(scopeOf(inputs), { features: 6 })(inputs.x!),
  { tolerance: 4e-6 },
);

describe("layerNorm", () => {
  it("gives the last axis mean 0 and variance 1, wherever it was", () => {
    tf.tidy(() => {
      const x = seed(1).normal<tf.Rank.R2>([3, 500]).mul(7).add(1000);
      const { mean, variance } = tf.moments(layerNorm(x), 1);
      for (const m of mean.dataSync()) expect(Math.abs(m)).toBeLessThan(1e-4);
      for (const v of variance.dataSync()) expect(Math.abs(v - 1)).toBeLessThan(1e-3);
    });
  });

  it("has no parameters without scale and shift", () => {
    const parameters = new Parameters(seed(0));
    const layer = createLayerNorm(parameters.in("norm"), { features: 3, affine: false });
    expect(parameters.variables.size).toBe(0);
    tf.tidy(() => {
      expect([...layer(tf.ones([2, 3])).dataSync()]).toEqual([0, 0, 0, 0, 0, 0]);
    });
  });

  it("refuses another length, and a negative epsilon", () => {
    const parameters = new Parameters(seed(0));
    const layer = createLayerNorm(parameters.in("norm"), { features: 3 });
    expect(() => layer(tf.ones([2, 4]))).toThrow(
      "layerNorm: x has shape [2, 4]; expected [any, 3].",
    );
    expect(() => layerNorm(tf.ones([2]), -1)).toThrow(
      "layerNorm: epsilon=-1; expected a finite number of at least 0.",
    );
    expect(() => createLayerNorm(parameters, { features: 0 })).toThrow("layerNorm: features=0");
    parameters.dispose();
  });
});
