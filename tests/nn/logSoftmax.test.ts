import { beforeEach, expect, it } from "vitest";
import * as tf from "../../lib/core/tf";
import { logSoftmax, logSumExp } from "../../lib/nn";
import { layerContract } from "../contracts/layer";
import { nativeOnly } from "../contracts/native";

beforeEach(nativeOnly);

layerContract("logSoftmax", ({ x }) => logSoftmax(x!));
layerContract("logSumExp", ({ x }) => logSumExp(x!));

it("neither overflows nor underflows", () => {
  tf.tidy(() => {
    const x = tf.tensor2d([[1000, 1000, -1000]]);
    const [a, b, c] = logSoftmax(x).dataSync();
    expect(a).toBeCloseTo(-Math.LN2, 5);
    expect(b).toBeCloseTo(-Math.LN2, 5);
    expect(c).toBeCloseTo(-2000 - Math.LN2, 2);
    expect(logSumExp(x).dataSync()[0]).toBeCloseTo(1000 + Math.LN2, 3);
    const gradient = tf.grad((x) => logSumExp(x).sum())(x);
    expect([...gradient.dataSync()]).toEqual([0.5, 0.5, 0]);
  });
});
