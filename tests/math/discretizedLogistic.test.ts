import { describe, expect, it } from "vitest";
import { discretizedLogisticLogLikelihood } from "../../lib/math";
import { expectClose } from "../contracts/close";

const likelihood = discretizedLogisticLogLikelihood;
const levelsOf = (levels: number) =>
  Float64Array.from({ length: levels }, (_, k) => -1 + (2 * k) / (levels - 1));
const all = (n: number, value: number) => new Float64Array(n).fill(value);

describe("discretizedLogisticLogLikelihood", () => {
  it("gives the levels probabilities of sum 1, wherever the logistic lies", () => {
    for (const levels of [2, 5, 256]) {
      for (const [location, logScale] of [
        [0, 0],
        [0.3, -3],
        [-1.2, -1],
        [5, 2],
        [1 / 255, -7],
      ] as const) {
        const x = levelsOf(levels);
        const logs = likelihood(x, all(levels, location), all(levels, logScale), levels);
        const sum = logs.reduce((total, log) => total + Math.exp(log), 0);
        expect(Math.abs(sum - 1), `${levels} levels at ${location}`).toBeLessThan(1e-12);
      }
    }
  });

  it("is the difference of the distribution function, where that loses no digits", () => {
    const cdf = (x: number) => 1 / (1 + Math.exp(-x));
    const x = [-1, -101 / 255, 1 / 255, 51 / 255, 1];
    const [location, scale] = [0.1, 0.2];
    const bin = (a: number, b: number) => cdf((b - location) / scale) - cdf((a - location) / scale);
    const h = 1 / 255;
    const expected = [
      cdf((-1 + h - location) / scale),
      ...x.slice(1, 4).map((v) => bin(v - h, v + h)),
      1 - cdf((1 - h - location) / scale),
    ].map(Math.log);
    expectClose(likelihood(x, all(5, location), all(5, Math.log(scale))), expected, {
      relative: 1e-12,
    });
  });

  it("stays exact far from the location, where both ends of the bin round to 0", () => {
    // log of ∫ over the bin of the density's tail, e^(-|z|)/s: centre, log(2 sinh(h/s))
    const [x, location, logScale] = [51 / 255, -30, -3];
    const s = Math.exp(logScale);
    const expected = -(x - location) / s + Math.log(2 * Math.sinh(1 / 255 / s));
    expectClose(likelihood([x], [location], [logScale]), [expected], { relative: 1e-13 });
  });

  it("says what is wrong", () => {
    expect(() => likelihood([2], [0], [0])).toThrow("x");
    expect(() => likelihood([0], [0, 1], [0])).toThrow("location");
    expect(() => likelihood([0], [0], [NaN])).toThrow("logScale");
    expect(() => likelihood([0], [0], [0], 1)).toThrow("levels=1");
  });
});
