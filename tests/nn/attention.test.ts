import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ready, seed } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import { createSelfAttention, Parameters, scaledDotProductAttention } from "../../lib/nn";
import { expectClose } from "../contracts/close";
import { layerContract, type LayerFunction } from "../contracts/layer";
import { nativeOnly } from "../contracts/native";

beforeAll(async () => {
  await ready();
});

const attention: LayerFunction = ({ q, k, v }) =>
  scaledDotProductAttention(
    q as unknown as tf.Tensor3D,
    k as unknown as tf.Tensor3D,
    v as unknown as tf.Tensor3D,
  );

layerContract("attention", attention);
layerContract("attentionSharp", attention, { tolerance: 2e-5 });

describe("scaledDotProductAttention", () => {
  beforeEach(nativeOnly);

  it("refuses tensors that do not fit each other", () => {
    const of = (...shape: [number, number, number]) => tf.ones<tf.Rank.R3>(shape);
    expect(() => scaledDotProductAttention(of(1, 2, 3), of(1, 2, 4), of(1, 2, 3))).toThrow(
      "attention: k has shape [1, 2, 4]; expected [1, any, 3].",
    );
    expect(() => scaledDotProductAttention(of(1, 2, 3), of(1, 2, 3), of(1, 5, 3))).toThrow(
      "attention: v has shape [1, 5, 3]; expected [1, 2, any].",
    );
  });
});

describe("createSelfAttention", () => {
  beforeEach(nativeOnly);

  it("is the identity at first, since its projection starts at zero", () => {
    const parameters = new Parameters(seed(3));
    const attend = createSelfAttention(parameters, { channels: 8, groups: 4 });
    tf.tidy(() => {
      const x = seed(4).normal<tf.Rank.R4>([2, 3, 3, 8]);
      expect(attend(x).dataSync()).toEqual(x.dataSync());
    });
    parameters.dispose();
  });

  it("does not depend on the order of positions", () => {
    const parameters = new Parameters(seed(3));
    const attend = createSelfAttention(parameters, { channels: 8, groups: 4 });
    parameters.variables.get("proj.weight")!.assign(seed(5).normal([8, 8]));
    tf.tidy(() => {
      const x = seed(4).normal<tf.Rank.R4>([1, 3, 4, 8]);
      const flipped = attend(x.reverse(2)).reverse(2);
      expectClose(flipped.dataSync(), attend(x).dataSync(), { absolute: 1e-5 });
    });
    parameters.dispose();
  });
});
