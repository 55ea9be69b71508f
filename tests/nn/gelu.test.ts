import { beforeEach, expect, it } from "vitest";
import * as tf from "../../lib/core/tf";
import { gelu } from "../../lib/nn";
import { layerContract } from "../contracts/layer";
import { nativeOnly } from "../contracts/native";

beforeEach(nativeOnly);

layerContract("gelu", ({ input }) => gelu(input!));
layerContract("geluTanh", ({ x }) => gelu(x!, { approximate: "tanh" }));

it.each(["none", "tanh"] as const)("is finite far out, with its gradient: %s", (approximate) => {
  tf.tidy(() => {
    const x = tf.tensor1d([-100, 0, 100]);
    expect([...gelu(x, { approximate }).dataSync()].map((y) => y + 0)).toEqual([0, 0, 100]);
    const gradient = tf.grad((x) => gelu(x, { approximate }).sum())(x);
    expect([...gradient.dataSync()].map((y) => y + 0)).toEqual([0, 0.5, 1]);
  });
});

it("refuses another approximation", () => {
  expect(() => gelu(tf.ones([1]), { approximate: "erf" as "none" })).toThrow(
    "gelu: approximate is 'erf'; expected 'none' or 'tanh'.",
  );
});
