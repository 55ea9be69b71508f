import { beforeAll, expect, it } from "vitest";
import { ready } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import { mse } from "../../lib/nn";
import { layerContract } from "../contracts/layer";

beforeAll(async () => {
  await ready();
});

layerContract("mse", ({ a, b }) => mse(a!, b!));

it("refuses two shapes instead of broadcasting one", () => {
  expect(() => mse(tf.ones([2, 3]), tf.ones([3]))).toThrow(
    "mse: b has shape [3]; expected [2, 3].",
  );
});
