import { describe, expect, it } from "vitest";
import {
  bitsPerDim,
  bitsPerDimOfDensity,
  bitsToNats,
  dequantise,
  gradient,
  integrate,
  logDensityOfBitsPerDim,
  logitTransform,
  natsPerExample,
  natsToBits,
  normalLogDensity,
  scalingOffset,
} from "../../lib/math";

describe("units", () => {
  it("convert there and back", () => {
    expect(natsToBits(Math.LN2)).toBe(1);
    expect(bitsToNats(3)).toBe(3 * Math.LN2);
    expect(bitsPerDim(10 * Math.LN2, 5)).toBeCloseTo(2, 15);
    expect(natsPerExample(2, 5)).toBeCloseTo(10 * Math.LN2, 15);
    const scaling = { low: -1, levels: 32 };
    expect(logDensityOfBitsPerDim(bitsPerDimOfDensity(-7, 3, scaling), 3, scaling)).toBeCloseTo(
      -7,
      13,
    );
  });

  it("give the offsets of the usual scalings", () => {
    expect(scalingOffset()).toBe(8);
    expect(scalingOffset({ low: -1, high: 1 })).toBe(7);
    expect(scalingOffset({ levels: 32, low: -0.5, high: 0.5 })).toBe(5);
  });

  it("give the 4.48 bits of NICE's 5371.78 nats on [-1, 1]", () => {
    const bits = bitsPerDimOfDensity(5371.78, 3072, { low: -1, high: 1 });
    expect(bits).toBeCloseTo(4.477, 3);
  });

  it("of a uniform density are log2 of the number of levels; the scaling does not matter", () => {
    expect(bitsPerDimOfDensity(0, 4)).toBe(8);
    expect(bitsPerDimOfDensity(-3 * Math.LN2, 3, { low: -1, high: 1 })).toBe(8);
  });

  it("bound the code length of discrete data from above", () => {
    // 4 levels under a standard normal on [-2, 2]: Σ p log2(1/p) with cross-entropy of bins, against dequantised
    const bins = [-2, -1, 0, 1].map((low) => {
      const mass = integrate((x) => Math.exp(normalLogDensity(x)), low, low + 1).value;
      const meanLog = integrate((x) => normalLogDensity(x), low, low + 1).value;
      return {
        exact: -Math.log2(mass),
        bound: bitsPerDimOfDensity(meanLog, 1, { levels: 4, low: -2, high: 2 }),
      };
    });
    bins.forEach(({ exact, bound }) => {
      expect(bound).toBeGreaterThan(exact);
      expect(bound - exact).toBeLessThan(0.2);
    });
  });

  it("refuse bad arguments", () => {
    expect(() => bitsPerDim(1, 0)).toThrow("bitsPerDim: dims=0 is not an integer of at least 1");
    expect(() => bitsPerDim(NaN, 1)).toThrow("bitsPerDim: nats=NaN");
    expect(() => natsPerExample(1, 1.5)).toThrow("natsPerExample: dims=1.5");
    expect(() => natsPerExample(NaN, 1)).toThrow("natsPerExample: bits=NaN");
    expect(() => scalingOffset({ levels: 1 })).toThrow("scalingOffset: levels=1");
    expect(() => scalingOffset({ low: 1, high: 1 })).toThrow(
      "scalingOffset: low=1 is not below high=1; exchange them.",
    );
    expect(() => scalingOffset({ low: NaN })).toThrow("low=NaN");
    expect(() => scalingOffset({ high: Infinity })).toThrow("high=Infinity");
  });
});

describe("dequantise", () => {
  it("fills the bins", () => {
    expect([...dequantise([0, 255], [0, 1])]).toEqual([0, 1]);
    expect([...dequantise([0, 3], [0.5, 0.5], { levels: 4, low: -1, high: 1 })]).toEqual([
      -0.75, 0.75,
    ]);
  });

  it("refuses other levels, uniforms and lengths", () => {
    expect(() => dequantise([256], [0])).toThrow(
      "dequantise: x[0]=256 is not an integer from 0 to 255",
    );
    expect(() => dequantise([0.5], [0])).toThrow("dequantise: x[0]=0.5");
    expect(() => dequantise([0], [1.5])).toThrow("dequantise: u[0]=1.5");
    expect(() => dequantise([0, 1], [0])).toThrow("dequantise: 2 values and 1 uniforms");
    expect(() => dequantise([], [])).toThrow("dequantise: no u");
    expect(() => dequantise([0], [0], { low: 2 })).toThrow("low=2 is not below high=1");
  });
});

describe("logitTransform", () => {
  it("has the Jacobian of finite differences", () => {
    const x = [0.2, 0.5, 0.93];
    const { y, logJacobian } = logitTransform(x, 0.05);
    const slopes = x.map(
      (value) => gradient((v) => logitTransform(v, 0.05).y[0]!, [value], { step: 1e-3 })[0]!,
    );
    expect(logJacobian).toBeCloseTo(
      slopes.reduce((sum, s) => sum + Math.log(s), 0),
      9,
    );
    expect(y[1]).toBeCloseTo(0, 15);
    y.forEach((value, i) => expect(1 / (1 + Math.exp(-value))).toBeCloseTo(0.05 + 0.9 * x[i]!, 15));
    expect(logitTransform([0, 1], 1e-6).y[0]).toBeCloseTo(-13.8155, 3);
  });

  it("refuses bad arguments", () => {
    expect(() => logitTransform([1.5], 0.05)).toThrow("logitTransform: x[0]=1.5");
    expect(() => logitTransform([], 0.05)).toThrow("logitTransform: no x");
    for (const lambda of [0, 0.5, NaN]) {
      expect(() => logitTransform([0], lambda)).toThrow(
        `logitTransform: lambda=${lambda}; expected a number between 0 and 0.5, such as 1e-6.`,
      );
    }
  });
});
