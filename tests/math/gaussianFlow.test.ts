import { describe, expect, it } from "vitest";
import { gaussianFlow, gaussianNoise, integrate, normalDensity } from "../../lib/math";

const data = { mean: 0.3, variance: 0.16 };

describe("gaussianNoise", () => {
  it("is the mean of the noise by Bayes' rule, by quadrature over x_0", () => {
    for (const [x, bar] of [
      [1.2, 0.9],
      [-0.7, 0.3],
      [0.1, 0.001],
    ] as const) {
      const [a, s] = [Math.sqrt(bar), Math.sqrt(1 - bar)];
      const joint = (x0: number) =>
        normalDensity(x0, data.mean, data.variance) * normalDensity(x, a * x0, s * s);
      const over = (f: (x0: number) => number) => integrate(f, -Infinity, Infinity).value;
      const mean = over((x0) => ((x - a * x0) / s) * joint(x0)) / over(joint);
      expect(gaussianNoise(x, bar, data)).toBeCloseTo(mean, 10);
    }
  });

  it("is x itself where nothing of the picture is left, and 0 where there is no noise", () => {
    expect(gaussianNoise(1.7, 0, data)).toBe(1.7);
    expect(gaussianNoise(1.7, 1, data)).toBe(0);
  });
});

describe("gaussianFlow", () => {
  it("solves d(x/a) = ε d(s/a), by differences", () => {
    const [bar, h] = [0.4, 1e-5];
    const x = 0.9;
    const at = (b: number) => gaussianFlow(x, bar, b, data);
    const scaled = (b: number) => at(b) / Math.sqrt(b);
    const sigma = (b: number) => Math.sqrt((1 - b) / b);
    const slope = (scaled(bar + h) - scaled(bar - h)) / (sigma(bar + h) - sigma(bar - h));
    expect(slope).toBeCloseTo(gaussianNoise(x, bar, data), 8);
  });

  it("turns noise into data, quantile by quantile, and goes back", () => {
    expect(gaussianFlow(2, 0, 1, data)).toBeCloseTo(data.mean + 2 * 0.4, 14);
    const there = gaussianFlow(-0.4, 0.2, 0.8, data);
    expect(gaussianFlow(there, 0.8, 0.2, data)).toBeCloseTo(-0.4, 14);
  });

  it("leads to the point where the data are one", () => {
    expect(gaussianFlow(1.5, 0, 0.5, { mean: 2, variance: 0 })).toBeCloseTo(
      Math.SQRT1_2 * (2 + 1.5),
      14,
    );
  });

  it("refuses what makes no sense", () => {
    expect(() => gaussianNoise(0, 1.2, data)).toThrow("gaussianNoise: alphaBar=1.2");
    expect(() => gaussianFlow(0, 0.5, -0.1, data)).toThrow("gaussianFlow: alphaBar=-0.1");
    expect(() => gaussianNoise(0, 0.5, { mean: 0, variance: -1 })).toThrow("variance=-1");
    expect(() => gaussianFlow(0, 0.5, 1, { mean: 0, variance: 0 })).toThrow("no noise at all");
  });
});
