import { describe, expect, it } from "vitest";
import {
  alphaBars,
  bayesGaussian,
  cosineBetas,
  epsilonForm,
  forwardMarginal,
  forwardStep,
  linearBetas,
  posteriorMean,
  reversePosterior,
} from "../../lib/math";
import { expectClose } from "../contracts/close";

const cases = [
  ["linear", linearBetas(100)],
  ["cosine", cosineBetas(100)],
] as const;

describe.each(cases)("reversePosterior of the %s schedule", (_name, betas) => {
  const bars = alphaBars(betas);
  const before = (i: number) => (i === 0 ? 1 : bars[i - 1]!);
  const { coefX0, coefXt, variance } = reversePosterior(betas);

  it("maps the mean of q(x_t|x_0) to the mean of q(x_{t-1}|x_0)", () => {
    const means = coefX0.map((c, i) => c + coefXt[i]! * Math.sqrt(bars[i]!));
    expectClose(
      means,
      Float64Array.from(betas.keys(), (i) => Math.sqrt(before(i))),
      { relative: 1e-10 },
    );
  });

  it("keeps the variance of q(x_{t-1}|x_0)", () => {
    const total = variance.map((v, i) => v + coefXt[i]! ** 2 * (1 - bars[i]!));
    expectClose(
      total,
      Float64Array.from(betas.keys(), (i) => 1 - before(i)),
      {
        relative: 1e-10,
        absolute: 1e-15,
      },
    );
  });

  it("has precision β_t⁻¹ α_t + (1 - ᾱ_{t-1})⁻¹, Bayes' rule for Gaussians", () => {
    const precision = betas.map((beta, i) => (1 - beta) / beta + 1 / (1 - before(i)));
    expectClose(
      variance.slice(1),
      precision.slice(1).map((p) => 1 / p),
      { relative: 1e-10 },
    );
  });

  it("ends in x_0 itself at the first step", () => {
    expect(coefX0[0]).toBeCloseTo(1, 12);
    expect([coefXt[0], variance[0]]).toEqual([0, 0]);
  });
});

describe("reversePosterior", () => {
  it("takes one step, a beta of 0 after the first, and a last beta of 1", () => {
    expect(reversePosterior(Float64Array.of(0.3)).coefX0[0]).toBeCloseTo(1, 12);
    const { coefX0, coefXt, variance } = reversePosterior(Float64Array.of(0.5, 0, 1));
    expect([...coefX0]).toEqual([1, 0, Math.SQRT1_2]);
    expect([...coefXt]).toEqual([0, 1, 0]);
    expect([...variance]).toEqual([0, 0, 0.5]);
  });

  it("refuses a first beta of 0, no betas, and numbers that are no betas", () => {
    expect(() => reversePosterior(Float64Array.of(0, 0.1))).toThrow(
      "reversePosterior: betas[0]=0 makes q(x_1|x_0) a point; start with a beta above 0.",
    );
    expect(() => reversePosterior(new Float64Array(0))).toThrow(
      "reversePosterior: no betas; pass at least one.",
    );
    expect(() => reversePosterior(Float64Array.of(0.1, NaN))).toThrow("betas[1]=NaN");
  });
});

describe("posteriorMean and epsilonForm", () => {
  const betas = linearBetas(50, { betaEnd: 0.3 });
  const posterior = reversePosterior(betas);

  it("are Bayes' rule for one number", () => {
    for (const t of [2, 13, 50]) {
      const before = forwardMarginal(betas, t - 1);
      const prior = { mean: before.scale * 0.8, variance: before.variance };
      const exact = bayesGaussian(prior, forwardStep(betas, t), -0.3);
      expect(posteriorMean(posterior, t, [0.8], [-0.3])[0]).toBeCloseTo(exact.mean, 13);
      expect(posterior.variance[t - 1]).toBeCloseTo(exact.variance, 14);
    }
  });

  it("agree when x_t holds that noise", () => {
    const { coefXt, coefEpsilon } = epsilonForm(betas);
    const [x0, epsilon] = [1.3, -0.6];
    for (let t = 1; t <= 50; t++) {
      const { scale, variance } = forwardMarginal(betas, t);
      const xt = scale * x0 + Math.sqrt(variance) * epsilon;
      const mean = coefXt[t - 1]! * (xt - coefEpsilon[t - 1]! * epsilon);
      expect(mean).toBeCloseTo(posteriorMean(posterior, t, [x0], [xt])[0]!, 12);
    }
  });

  it("refuse bad arguments", () => {
    expect(() => posteriorMean(posterior, 0, [1], [1])).toThrow(
      "posteriorMean: t=0 is not an integer from 1 to 50; pass one.",
    );
    expect(() => posteriorMean(posterior, 51, [1], [1])).toThrow("posteriorMean: t=51");
    expect(() => posteriorMean(posterior, 1, [], [])).toThrow("posteriorMean: no x0");
    expect(() => posteriorMean(posterior, 1, [1], [NaN])).toThrow("posteriorMean: xt[0]=NaN");
    expect(() => posteriorMean(posterior, 1, [1], [1, 2])).toThrow("xt has length 2; expected 1.");
    expect(() => epsilonForm(Float64Array.of(0.1, 1))).toThrow(
      "epsilonForm: betas[1]=1 leaves nothing of x_0 in x_t; use the mean of reversePosterior there.",
    );
    expect(() => epsilonForm(Float64Array.of(1))).toThrow("epsilonForm: betas[0]=1 leaves nothing");
    expect(() => epsilonForm(Float64Array.of(0, 0.1))).toThrow("epsilonForm: betas[0]=0");
    expect(() => epsilonForm(new Float64Array(0))).toThrow("epsilonForm: no betas");
  });
});
