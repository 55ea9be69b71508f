import { describe, expect, it } from "vitest";
import { alphaBars, cosineBetas, linearBetas, reversePosterior } from "../../lib/math";
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
