import { describe, expect, it } from "vitest";
import { discretizedGaussianLogLikelihood, normalCdf, tanhNormalCdf } from "../../lib/math";
import { expectClose } from "../contracts/close";
import { golden } from "../contracts/golden";

interface Case {
  x: number[];
  mean: number;
  logDeviation: number;
  exact: number[];
  tanh: number[];
}
const cases = golden<{ discretised: Case[] }>("gaussians").discretised;
const likelihood = discretizedGaussianLogLikelihood;

describe.each(cases)(
  "mean $mean, log deviation $logDeviation",
  ({ x, mean, logDeviation, exact, tanh }) => {
    const means = x.map(() => mean);

    it("exactly as 40 digits have it, also in far tails", () => {
      const got = likelihood(x, means, logDeviation);
      got.forEach((value, i) => {
        if (value === -Infinity) expect(exact[i]).toBeLessThan(-740);
        else
          expectClose(
            [value],
            [exact[i]!],
            { relative: 1e-11, absolute: 1e-12 },
            `x=${x[i]}: log p`,
          );
      });
    });

    it("by tanh and with a floor as OpenAI's lines have it", () => {
      const got = likelihood(x, means, logDeviation, { cdf: "tanh", floor: 1e-12 });
      got.forEach((value, i) => {
        // their upper tails are 1 - cdf, with an absolute error of 1e-16
        const p = Math.exp(tanh[i]!);
        expectClose([Math.exp(value)], [p], { relative: 1e-9, absolute: 1e-15 }, `x=${x[i]}: p`);
      });
    });

    it("sums to 1 over all levels", () => {
      const levels = Array.from({ length: 256 }, (_, k) => k / 127.5 - 1);
      const all = likelihood(
        levels,
        levels.map(() => mean),
        logDeviation,
      );
      expect(all.reduce((sum, value) => sum + Math.exp(value), 0)).toBeCloseTo(1, 12);
    });
  },
);

describe("discretizedGaussianLogLikelihood", () => {
  it("takes a deviation for each dimension, other bins and edges", () => {
    const [a, b] = likelihood([0, 0.5], [0, 0], [-1, -3]);
    expect(a).toBe(likelihood([0], [0], -1)[0]);
    expect(b).toBe(likelihood([0.5], [0], -3)[0]);
    const wide = likelihood([0.95], [0], 0, { edge: 0.9, halfBin: 0.05 });
    expect(wide[0]).toBeCloseTo(Math.log(normalCdf(-0.9)), 13);
    expect(likelihood([0], [0], 0, { halfBin: 1 })[0]).toBeCloseTo(
      Math.log(0.6826894921370859),
      13,
    );
  });

  it("has no bin less probable than the floor", () => {
    expect(likelihood([-0.5], [0.9], -6, { floor: 1e-12 })[0]).toBeCloseTo(-27.631, 3);
    expect(likelihood([-0.5], [0.9], -6)[0]).toBe(-Infinity);
    expect(likelihood([-1], [0.9], -6, { floor: 1e-12 })[0]).toBeCloseTo(-27.631, 3);
    expect(likelihood([1], [-0.9], -6, { floor: 1e-12 })[0]).toBeCloseTo(-27.631, 3);
  });

  it("has a tanh that is Φ within 3e-4", () => {
    for (let z = -5; z <= 5; z += 0.1) {
      expect(Math.abs(tanhNormalCdf(z) - normalCdf(z))).toBeLessThan(3e-4);
    }
    expect(tanhNormalCdf(0)).toBe(0.5);
    expect(Math.abs(tanhNormalCdf(1.5) - normalCdf(1.5))).toBeGreaterThan(1e-5);
    expect(() => tanhNormalCdf(NaN)).toThrow("tanhNormalCdf: z=NaN");
  });

  it("refuses bad arguments", () => {
    const where = "discretizedGaussianLogLikelihood";
    expect(() => likelihood([], [], 0)).toThrow(`${where}: no x; pass at least one.`);
    expect(() => likelihood([1.5], [0], 0)).toThrow(
      `${where}: x[0]=1.5; expected a finite number from -1 to 1.`,
    );
    expect(() => likelihood([0], [0, 0], 0)).toThrow(`${where}: mean has length 2; expected 1.`);
    expect(() => likelihood([0], [NaN], 0)).toThrow(`${where}: mean[0]=NaN`);
    expect(() => likelihood([0], [0], [0, 0])).toThrow(`${where}: logDeviation has length 2`);
    expect(() => likelihood([0], [0], NaN)).toThrow(`${where}: logDeviation[0]=NaN`);
    expect(() => likelihood([0], [0], 0, { halfBin: 0 })).toThrow(`${where}: halfBin=0`);
    expect(() => likelihood([0], [0], 0, { edge: 2 })).toThrow(`${where}: edge=2`);
    expect(() => likelihood([0], [0], 0, { floor: -1 })).toThrow(`${where}: floor=-1`);
  });
});
