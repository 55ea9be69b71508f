import { beforeAll, describe, expect, it } from "vitest";
import { ready, seed } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import { createLinear, Parameters } from "../../lib/nn";
import { layerContract, scopeOf } from "../contracts/layer";

beforeAll(async () => {
  await ready();
});

layerContract("linear", (inputs) => {
  const [inFeatures, outFeatures] = inputs.weight!.shape as [number, number];
  return createLinear(scopeOf(inputs), { inFeatures, outFeatures })(inputs.x!);
});

describe("createLinear", () => {
  it("keeps every axis but the last", () => {
    const parameters = new Parameters(seed(1));
    const linear = createLinear(parameters, { inFeatures: 4, outFeatures: 2 });
    for (const shape of [[4], [3, 4], [2, 3, 4], [1, 2, 3, 4]]) {
      const y = linear(tf.ones(shape));
      expect(y.shape).toEqual([...shape.slice(0, -1), 2]);
    }
    parameters.dispose();
  });

  it("refuses another width, even one whose total size would fit", () => {
    const parameters = new Parameters(seed(1));
    const linear = createLinear(parameters, { inFeatures: 4, outFeatures: 2 });
    expect(() => linear(tf.ones([4, 6]))).toThrow("linear: x has shape [4, 6]; expected [any, 4].");
    parameters.dispose();
  });
});
