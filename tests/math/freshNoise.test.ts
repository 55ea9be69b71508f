import { describe, expect, it } from "vitest";
import { freshNoisePosterior } from "../../lib/math/freshNoise";
import { reversePosterior } from "../../lib/math/posterior";
import { alphaBars, noiseVariances } from "../../lib/math/alphaBars";
import { cosineBetas, linearBetas } from "../../lib/math/schedules";

const schedules = { linear: linearBetas(100), cosine: cosineBetas(60) };

describe.each(Object.entries(schedules))("freshNoisePosterior, %s betas", (_, betas) => {
  const bars = alphaBars(betas);
  const before = (i: number) => (i === 0 ? 1 : bars[i - 1]!);

  it.each([0, 0.3, 0.999, 1, 1.001, 2.5, 1e6])("keeps the marginals for eta = %f", (eta) => {
    const { coefX0, coefXt, variance } = freshNoisePosterior(betas, eta);
    betas.forEach((_, i) => {
      // x_t = √ᾱ_t x_0 + √(1 - ᾱ_t) ε put in: mean and variance of x_{t-1} given x_0.
      expect(coefX0[i]! + coefXt[i]! * Math.sqrt(bars[i]!)).toBeCloseTo(Math.sqrt(before(i)), 12);
      expect(coefXt[i]! ** 2 * (1 - bars[i]!) + variance[i]!).toBeCloseTo(1 - before(i), 12);
    });
  });

  it("is DDPM's posterior at 1, reached from both sides", () => {
    const exact = reversePosterior(betas);
    expect(freshNoisePosterior(betas, 1)).toEqual(exact);
    const near = freshNoisePosterior(betas, 1 + 1e-9);
    betas.forEach((_, i) => expect(near.coefX0[i]).toBeCloseTo(exact.coefX0[i]!, 6));
  });

  it("draws nothing at 0 and replaces all noise at most", () => {
    expect(freshNoisePosterior(betas, 0).variance.every((v) => v === 0)).toBe(true);
    const all = freshNoisePosterior(betas, 1e6);
    const noise = noiseVariances(betas);
    betas.forEach((_, i) => {
      expect(all.variance[i]).toBe(i === 0 ? 0 : noise[i - 1]);
      expect(all.coefXt[i]).toBe(0);
    });
  });
});

describe("freshNoisePosterior", () => {
  it.each([-0.1, NaN, Infinity])("refuses eta = %f", (eta) => {
    expect(() => freshNoisePosterior(linearBetas(10), eta)).toThrow(
      `freshNoisePosterior: eta=${eta}; expected a finite number of at least 0.`,
    );
  });
});
