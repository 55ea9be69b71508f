import { beforeEach, describe, expect, it } from "vitest";
import * as tf from "../../lib/core/tf";
import { logit } from "../../lib/flows";
import { logitEnd } from "../../lib/flows/logit";
import { logitTransform } from "../../lib/math";
import { expectClose } from "../contracts/close";
import { nativeOnly } from "../contracts/native";

describe("logit", () => {
  beforeEach(nativeOnly);

  it("keeps its digits at both ends, where λ decides: against float64", () => {
    const x = [-1, -1 + 1e-6, -0.9995, -0.3, 0, 0.99, 1 - 1e-6, 1].map(Math.fround);
    const { y, logJacobian } = logitTransform(
      x.map((value) => (value + 1) / 2),
      1e-6,
    );
    tf.tidy(() => {
      const { value, logDet } = logit(1e-6).forward(tf.tensor2d(x, [1, x.length]));
      expectClose(value.dataSync(), y, { relative: 1e-6, absolute: 1e-6 });
      expectClose(logDet.dataSync(), [logJacobian - x.length * Math.LN2], { relative: 1e-6 });
    });
  });

  it("goes back to where it ends, a little beyond 1", () => {
    tf.tidy(() => {
      const { value } = logit(0.01).inverse(tf.tensor2d([-50, 50], [1, 2]));
      expectClose(value.dataSync(), [-logitEnd(0.01), logitEnd(0.01)], { relative: 1e-6 });
    });
    expect(logitEnd(0.01)).toBeCloseTo(1.0204, 4);
  });

  it("refuses a λ that leaves nothing, or no end", () => {
    for (const lambda of [0, 0.5, NaN]) {
      expect(() => logit(lambda)).toThrow(`logit: lambda=${lambda}; expected a number between`);
    }
  });
});
