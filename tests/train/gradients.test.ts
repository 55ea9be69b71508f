import { beforeEach, expect, it } from "vitest";
import * as tf from "../../lib/core/tf";
import { lossAndGradients } from "../../lib/train";
import { expectNoLeak } from "../contracts/leaks";
import { nativeOnly } from "../contracts/native";

beforeEach(nativeOnly);

it("differentiates for the given variables only, by the given names", async () => {
  const [a, b, unused] = [3, 5, 7].map((value) => tf.variable(tf.scalar(value)));
  await expectNoLeak(() => {
    const variables = new Map([
      ["first", a!],
      ["unused", unused!],
    ]);
    const { loss, gradients } = lossAndGradients(() => a!.mul<tf.Scalar>(a!).mul(b!), variables);
    expect(loss.dataSync()[0]).toBe(45);
    expect([...gradients].map(([name, g]) => [name, g.dataSync()[0]])).toEqual([["first", 30]]);
    return [loss, ...gradients.values()];
  });
  tf.dispose([a!, b!, unused!]);
});
