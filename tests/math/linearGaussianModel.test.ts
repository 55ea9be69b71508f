import { describe, expect, it } from "vitest";
import {
  exactReverseSteps,
  integrate,
  linearBetas,
  linearModelBound,
  modelLogLikelihood,
  modelMarginal,
  priorTerm,
  type AffineKernel,
} from "../../lib/math";
import { expectClose } from "../contracts/close";
import { golden } from "../contracts/golden";

type Triple = [scale: number, shift: number, variance: number];
interface Case {
  betas: number[];
  data: [number, number];
  x0: number;
  exactSteps: Triple[];
  steps: Triple[];
  bound: number;
  negativeLogLikelihood: number;
}
const cases = golden<{ bounds: Case[] }>("bounds").bounds;
const kernel = ([scale, shift, variance]: Triple): AffineKernel => ({ scale, shift, variance });

describe.each(cases)("a model of one number, T = $betas.length", (c) => {
  const betas = Float64Array.from(c.betas);
  const data = { mean: c.data[0], variance: c.data[1] };
  const steps = c.steps.map(kernel);

  it("has the exact reverse steps of joint Gaussians with 40 digits", () => {
    exactReverseSteps(betas, data).forEach(({ scale, shift, variance }, i) =>
      expectClose([scale, shift, variance], c.exactSteps[i]!, { relative: 1e-13, absolute: 1e-15 }),
    );
  });

  it("has the bound of one expectation over whole paths, and log p(x_0)", () => {
    expect(linearModelBound(betas, steps, c.x0).total / c.bound).toBeCloseTo(1, 12);
    expect(-modelLogLikelihood(steps, c.x0)).toBeCloseTo(c.negativeLogLikelihood, 12);
  });

  it("is bounded, with a gap that only the prior leaves when the steps are exact", () => {
    expect(linearModelBound(betas, steps, c.x0).total).toBeGreaterThan(c.negativeLogLikelihood);
    // Averaged over the data, bound + entropy = Σ KL: for exact steps KL(q(x_T) || N(0, 1)) alone.
    const exact = exactReverseSteps(betas, data);
    const density = (x: number) =>
      Math.exp(-((x - data.mean) ** 2) / (2 * data.variance)) /
      Math.sqrt(2 * Math.PI * data.variance);
    const average = (f: (x: number) => number) =>
      integrate((x) => density(x) * f(x), data.mean - 40, data.mean + 40, { points: [data.mean] })
        .value;
    const total = average((x) => linearModelBound(betas, exact, x).total);
    const entropy = (Math.log(2 * Math.PI * data.variance) + 1) / 2;
    const square = 1 - betas.reduce((product, beta) => product * (1 - beta), 1);
    const last = {
      mean: Math.sqrt(1 - square) * data.mean,
      variance: (1 - square) * data.variance + square,
    };
    const gap = (last.variance - 1 - Math.log(last.variance) + last.mean ** 2) / 2;
    expect(total - entropy).toBeCloseTo(gap, 10);
  });
});

describe("linear Gaussian models", () => {
  it("give back the data when noise is complete", () => {
    const betas = linearBetas(200, { betaEnd: 0.3 });
    const data = { mean: -0.5, variance: 0.7 };
    const { mean, variance } = modelMarginal(exactReverseSteps(betas, data));
    expect(mean).toBeCloseTo(-0.5, 5);
    expect(variance).toBeCloseTo(0.7, 5);
    expect(linearModelBound(betas, exactReverseSteps(betas, data), 0.3).prior).toBeCloseTo(
      priorTerm([0.3], betas),
      14,
    );
  });

  it("refuse bad arguments", () => {
    const betas = Float64Array.of(0.5);
    const step = { scale: 1, shift: 0, variance: 1 };
    expect(() => exactReverseSteps(betas, { mean: 0, variance: 0 })).toThrow(
      "exactReverseSteps: variance=0; expected a finite number above 0.",
    );
    expect(() => exactReverseSteps(betas, { mean: NaN, variance: 1 })).toThrow("mean=NaN");
    expect(() => exactReverseSteps(new Float64Array(0), { mean: 0, variance: 1 })).toThrow(
      "no betas",
    );
    expect(() => modelMarginal([])).toThrow("modelMarginal: no steps; pass at least one.");
    expect(() => modelMarginal([{ ...step, variance: -1 }])).toThrow("steps[0].variance=-1");
    expect(() => modelMarginal([{ ...step, scale: NaN }])).toThrow("steps[0].scale=NaN");
    expect(() => modelMarginal([{ ...step, shift: NaN }])).toThrow("steps[0].shift=NaN");
    expect(() => linearModelBound(betas, [step, step], 0)).toThrow(
      "steps has length 2; expected 1.",
    );
    expect(() => linearModelBound(betas, [step], NaN)).toThrow("linearModelBound: x0=NaN");
    expect(() => linearModelBound(betas, [], 0)).toThrow("linearModelBound: no steps");
  });
});
