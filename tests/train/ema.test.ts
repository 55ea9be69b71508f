import { beforeEach, describe, expect, it } from "vitest";
import * as tf from "../../lib/core/tf";
import { createEma } from "../../lib/train";
import { expectClose } from "../contracts/close";
import { golden, tensorOf, variableOf, type GoldenArray } from "../contracts/golden";
import { nativeOnly } from "../contracts/native";

const { ema: expected, adam } = golden<{
  ema: { decay: number; average: GoldenArray };
  adam: { start: GoldenArray; path: GoldenArray[] };
}>("optimizers");

beforeEach(nativeOnly);

describe("createEma", () => {
  it("averages a path as computed in float64", () => {
    const variable = variableOf(adam.start);
    const ema = createEma(new Map([["w", variable]]), expected.decay);
    adam.path.forEach((point, i) =>
      tf.tidy(() => {
        variable.assign(tensorOf(point));
        ema.update(tf.scalar(ema.decay(i + 1)));
      }),
    );
    const average = ema.averages.get("w")!.dataSync();
    expectClose(average, expected.average.data, { relative: 1e-6 });
    ema.dispose();
    variable.dispose();
  });

  it("starts fast, then keeps its decay", () => {
    const ema = createEma(new Map(), 0.9);
    expect([1, 8, 80, 1000].map(ema.decay)).toEqual([2 / 11, 0.5, 0.9, 0.9]);
  });

  it("frees its averages and leaves the variables", () => {
    const w = tf.variable(tf.ones([2]));
    const before = tf.memory().numTensors;
    const ema = createEma(new Map([["w", w]]), 0.5);
    ema.dispose();
    expect(tf.memory().numTensors).toBe(before);
    expect([...w.dataSync()]).toEqual([1, 1]);
    w.dispose();
  });

  it.each([-0.1, 1.1, NaN])("refuses a decay of %d", (decay) => {
    expect(() => createEma(new Map(), decay)).toThrow(
      `ema: decay=${decay}; expected a finite number from 0 to 1.`,
    );
  });
});
