import { beforeAll, describe, expect, it } from "vitest";
import { ready } from "../../../lib/core";
import * as tf from "../../../lib/core/tf";
import { tensorAlgebra } from "../../../lib/diffusion";

const valuesOf = (f: () => tf.Tensor) => Array.from(tf.tidy(f).dataSync());

describe("tensorAlgebra", () => {
  beforeAll(async () => void (await ready()));

  it("combines, and leaves out what has coefficient 0, be it infinite", () => {
    const combined = valuesOf(() =>
      tensorAlgebra.combine([
        [2, tf.tensor1d([1, 2])],
        [0, tf.tensor1d([Infinity, NaN])],
        [-1, tf.tensor1d([1, 1])],
      ]),
    );
    expect(combined).toEqual([1, 3]);
    expect(valuesOf(() => tensorAlgebra.combine([[0, tf.tensor1d([NaN])]]))).toEqual([0]);
  });

  it("clamps what is too large, not NaN", () => {
    const clamped = valuesOf(() => tensorAlgebra.clamp(tf.tensor1d([-3, 0.5, Infinity, NaN]), 1));
    expect(clamped).toEqual([-1, 0.5, 1, NaN]);
  });

  it("scales noise by the deviation of a log-variance", () => {
    const scaled = valuesOf(() =>
      tensorAlgebra.scaled(tf.tensor1d([1, -2]), tf.tensor1d([0, Math.log(4)])),
    );
    expect(scaled[0]).toBeCloseTo(1, 6);
    expect(scaled[1]).toBeCloseTo(-4, 5);
  });
});
