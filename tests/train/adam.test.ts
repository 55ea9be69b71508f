import { beforeEach, describe, expect, it } from "vitest";
import * as tf from "../../lib/core/tf";
import { createAdam } from "../../lib/train";
import { expectClose } from "../contracts/close";
import { golden, tensorOf, variableOf, type GoldenArray } from "../contracts/golden";
import { expectNoLeak } from "../contracts/leaks";
import { nativeOnly } from "../contracts/native";

interface Run {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly start: GoldenArray;
  readonly gradients: GoldenArray[];
  readonly path: GoldenArray[];
  readonly m: GoldenArray;
  readonly v: GoldenArray;
}

const runs = golden<Record<string, Run>>("optimizers");

beforeEach(nativeOnly);

describe("createAdam", () => {
  it.each(["usual", "fast", "tinyGradients"])("follows torch.optim.Adam: %s", (name) => {
    const { learningRate, start, gradients, path, m, v, ...config } = runs[name]!;
    const variable = variableOf(start);
    const adam = createAdam(new Map([["w", variable]]), config);
    gradients.forEach((gradient, i) => {
      tf.tidy(() => {
        const coefficients = adam.coefficients(learningRate, i + 1).map((c) => tf.scalar(c));
        adam.apply(new Map([["w", tensorOf(gradient)]]), coefficients);
      });
      const moved = path[i]!.data;
      expectClose(variable.dataSync(), moved, { relative: 1e-6, absolute: 1e-7 }, `step ${i + 1}`);
    });
    // Each of ten steps rounds once; what is summed may cancel.
    const largest = Math.max(...m.data.map(Math.abs));
    expectClose(adam.state.get("w.m")!.dataSync(), m.data, { absolute: 1e-6 * largest }, "m");
    expectClose(adam.state.get("w.v")!.dataSync(), v.data, { relative: 2e-6 }, "v");
    adam.dispose();
    variable.dispose();
  });

  it("leaves variables without a gradient alone", () => {
    const [a, b] = [tf.variable(tf.scalar(1)), tf.variable(tf.scalar(2))];
    const adam = createAdam(new Map(Object.entries({ a, b })));
    tf.tidy(() => adam.apply(new Map([["a", tf.scalar(1)]]), [tf.scalar(0.1), tf.scalar(1)]));
    expect([a.dataSync()[0] === 1, b.dataSync()[0]]).toEqual([false, 2]);
    adam.dispose();
    tf.dispose([a, b]);
  });

  it("refuses a gradient for a variable that it does not own", () => {
    const adam = createAdam(new Map());
    expect(() => adam.apply(new Map([["w", tf.scalar(1)]]), [])).toThrow(
      "adam: gradient for 'w', which this optimizer does not own; give each network its own optimizer.",
    );
  });

  it.each([
    [{ beta1: 1.1 }, "adam: beta1=1.1; expected a finite number from 0 to 1."],
    [{ beta1: 1 }, "adam: beta1=1; expected below 1, since it divides by 1 - beta1."],
    [{ beta2: 1 }, "adam: beta2=1; expected below 1, since it divides by 1 - beta2."],
    [{ epsilon: -1 }, "adam: epsilon=-1; expected a finite number of at least 0."],
    [{ epsilon: NaN }, "adam: epsilon=NaN"],
  ])("refuses %j", (config, message) => {
    expect(() => createAdam(new Map(), config)).toThrow(message);
  });

  it("owns two moments per variable and leaks nothing", async () => {
    const w = tf.variable(tf.zeros([3]));
    const before = tf.memory().numTensors;
    const adam = createAdam(new Map([["w", w]]));
    expect(tf.memory().numTensors - before).toBe(2);
    const [g, rate, correction] = [tf.ones([3]), tf.scalar(0.1), tf.scalar(1)];
    await expectNoLeak(() => {
      for (let i = 0; i < 5; i++) adam.apply(new Map([["w", g]]), [rate, correction]);
    });
    tf.dispose([g, rate, correction]);
    adam.dispose();
    expect(tf.memory().numTensors - before).toBe(0);
    w.dispose();
  });
});
