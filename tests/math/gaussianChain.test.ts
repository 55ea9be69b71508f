import { describe, expect, it } from "vitest";
import {
  bayesGaussian,
  completeSquare,
  composeKernels,
  gaussianChain,
  integrate,
  linearBetas,
  noisingKernel,
  normalDensity,
  pushForward,
  stationaryGaussian,
} from "../../lib/math";

const [first, second] = [
  { scale: 0.8, variance: 0.3 },
  { scale: -1.5, variance: 0.2 },
];
const prior = { mean: 0.7, variance: 0.4 };

describe("Gaussian kernels", () => {
  it("compose as the integral over what lies between", () => {
    const { scale, variance } = composeKernels(first, second);
    const [x, z] = [0.6, -0.4];
    const between = (y: number) =>
      normalDensity(y, first.scale * x, first.variance) *
      normalDensity(z, second.scale * y, second.variance);
    const exact = integrate(between, -Infinity, Infinity).value;
    expect(normalDensity(z, scale * x, variance) / exact).toBeCloseTo(1, 12);
    expect(scale).toBeCloseTo(-1.2, 15);
    expect(variance).toBeCloseTo(2.25 * 0.3 + 0.2, 15);
  });

  it("push distributions forward as they compose", () => {
    const once = pushForward(pushForward(prior, first), second);
    const merged = pushForward(prior, composeKernels(first, second));
    expect(once.mean).toBeCloseTo(merged.mean, 15);
    expect(once.variance).toBeCloseTo(merged.variance, 15);
  });

  it("have a stationary distribution below scale 1; the noising step's is N(0, 1)", () => {
    const fixed = stationaryGaussian(first);
    expect(pushForward(fixed, first).variance).toBeCloseTo(fixed.variance, 15);
    for (const beta of [1e-4, 0.02, 0.5, 1]) {
      const { mean, variance } = stationaryGaussian(noisingKernel(beta));
      expect([mean, variance]).toEqual([0, expect.closeTo(1, 11)]);
    }
    expect(() => stationaryGaussian(second)).toThrow(
      "stationaryGaussian: |scale|=1.5; only below 1 does the chain forget its start.",
    );
    expect(() => stationaryGaussian(noisingKernel(0))).toThrow("|scale|=1;");
  });

  it("run as a chain of T + 1 distributions", () => {
    const chain = gaussianChain({ mean: 2, variance: 0.5 }, linearBetas(1000));
    expect([chain.length, chain[0]]).toEqual([1001, { mean: 2, variance: 0.5 }]);
    expect(chain[1000]!.mean).toBeCloseTo(2 * Math.sqrt(4.0358e-5), 5);
    expect(chain[1000]!.variance).toBeCloseTo(1 - 0.5 * 4.0358e-5, 8);
    const flat = gaussianChain({ mean: 1, variance: 1 }, [0, 1]);
    expect(flat).toEqual([
      { mean: 1, variance: 1 },
      { mean: 1, variance: 1 },
      { mean: 0, variance: 1 },
    ]);
  });

  it("refuse bad arguments", () => {
    expect(() => composeKernels({ scale: NaN, variance: 1 }, second)).toThrow(
      "composeKernels: scale=NaN",
    );
    expect(() => composeKernels(first, { scale: 1, variance: -1 })).toThrow("variance=-1");
    expect(() => pushForward({ mean: NaN, variance: 1 }, first)).toThrow("pushForward: mean=NaN");
    expect(() => pushForward(prior, { scale: 1, variance: -1 })).toThrow(
      "pushForward: variance=-1",
    );
    expect(() => noisingKernel(1.5)).toThrow("noisingKernel: beta=1.5");
    expect(() => gaussianChain(prior, [])).toThrow("gaussianChain: no betas; pass at least one.");
    expect(() => gaussianChain(prior, [NaN])).toThrow("gaussianChain: betas[0]=NaN");
    expect(() => gaussianChain({ mean: 0, variance: -1 }, [0.1])).toThrow("variance=-1");
  });
});

describe("bayesGaussian", () => {
  it("is prior times likelihood, by quadrature", () => {
    const y = 1.1;
    const joint = (x: number) =>
      normalDensity(x, prior.mean, prior.variance) *
      normalDensity(y, first.scale * x, first.variance);
    const evidence = integrate(joint, -Infinity, Infinity).value;
    const mean = integrate((x) => x * joint(x), -Infinity, Infinity).value / evidence;
    const square = integrate((x) => (x - mean) ** 2 * joint(x), -Infinity, Infinity).value;
    const posterior = bayesGaussian(prior, first, y);
    expect(posterior.mean).toBeCloseTo(mean, 12);
    expect(posterior.variance).toBeCloseTo(square / evidence, 12);
    const precision = 1 / prior.variance + first.scale ** 2 / first.variance;
    expect(posterior.variance).toBeCloseTo(1 / precision, 15);
  });

  it("takes points on one side, not on both", () => {
    const point = { mean: 2, variance: 0 };
    expect(bayesGaussian(point, first, 5)).toEqual({ mean: 2, variance: 0 });
    expect(bayesGaussian(prior, { scale: 2, variance: 0 }, 5)).toEqual({ mean: 2.5, variance: 0 });
    expect(() => bayesGaussian(point, { scale: 2, variance: 0 }, 5)).toThrow(
      "bayesGaussian: prior and kernel have no variance",
    );
    expect(() => bayesGaussian(prior, first, NaN)).toThrow("bayesGaussian: y=NaN");
    expect(() => bayesGaussian({ mean: 0, variance: -1 }, first, 0)).toThrow("variance=-1");
    expect(() => bayesGaussian(prior, { scale: NaN, variance: 0 }, 0)).toThrow("scale=NaN");
  });
});

describe("completeSquare", () => {
  it("keeps the polynomial", () => {
    const { a, m, rest } = completeSquare(-2, 3, 0.5);
    for (const x of [-1, 0, 2.5]) {
      expect(a * (x - m) ** 2 + rest).toBeCloseTo(-2 * x * x + 3 * x + 0.5, 13);
    }
    expect([a, m]).toEqual([-2, 0.75]);
  });

  it("refuses a line and NaN", () => {
    expect(() => completeSquare(0, 1, 1)).toThrow("completeSquare: a=0 leaves no square");
    expect(() => completeSquare(1, NaN, 1)).toThrow("completeSquare: b=NaN");
  });
});
