import { beforeEach, describe, expect, it } from "vitest";
import { seed } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import { cifar10Full, createDdpm } from "../../lib/diffusion";
import { nativeOnly } from "../contracts/native";

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
});
