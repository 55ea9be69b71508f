import { describe, expect, it } from "vitest";
import { seed } from "../../lib/core/rng";
import {
  diffusedMixture,
  forwardMarginal,
  forwardStep,
  gradient,
  integrate2d,
  isotropicMixture,
  linearBetas,
  mixtureCovariance,
  mixtureDenoiser,
  mixtureLogDensity,
  mixtureMean,
  mixturePosterior,
  mixtureResponsibilities,
  mixtureScore,
  sampleCovariance,
  sampleMean,
  sampleMixture,
  type GaussianMixture,
} from "../../lib/math";
import { expectClose } from "../contracts/close";
import { golden } from "../contracts/golden";

interface Case {
  alphaBar: number;
  scale: number;
  variance: number;
  xt: number[];
  logDensity: number;
  shares: number[];
  mean: number[];
  score: number[] | null;
  covariance0: number[][];
}
const { mixture, mixtureCases } = golden<{ mixture: GaussianMixture; mixtureCases: Case[] }>(
  "gaussians",
);

describe.each(mixtureCases)("under the forward process, ᾱ = $alphaBar", (c) => {
  const kernel = { scale: c.scale, variance: c.variance };

  it("has density, shares, posterior and denoiser of 40-digit block algebra", () => {
    const seen = diffusedMixture(mixture, kernel);
    expect(mixtureLogDensity(seen, c.xt)).toBeCloseTo(c.logDensity, 12);
    const posterior = mixturePosterior(mixture, kernel, c.xt);
    expectClose(posterior.weights, c.shares, { relative: 1e-12 });
    expectClose(mixtureResponsibilities(seen, c.xt), c.shares, { relative: 1e-12 });
    expectClose(mixtureDenoiser(mixture, kernel, c.xt), c.mean, {
      relative: 1e-12,
      absolute: 1e-13,
    });
    const covariance = posterior.covariances[0]!.map((row) => Array.from(row));
    expectClose(covariance.flat(), c.covariance0.flat(), { relative: 1e-12, absolute: 1e-15 });
    expect(covariance[0]![1]).toBe(covariance[1]![0]);
  });

  // At ᾱ = 1 there is no noise, so that the score of Tweedie's formula is not defined.
  if (!c.score) return;
  it("has the score of Tweedie's formula and of finite differences", () => {
    const seen = diffusedMixture(mixture, kernel);
    const score = mixtureScore(seen, c.xt);
    expectClose(score, c.score!, { relative: 1e-11, absolute: 1e-12 });
    expectClose(
      gradient((x) => mixtureLogDensity(seen, x), c.xt),
      score,
      { relative: 1e-8, absolute: 1e-8 },
    );
  });
});

describe("Gaussian mixtures", () => {
  it("have integral 1, and the mean and covariance of their samples", () => {
    const p = (x: number, y: number) => Math.exp(mixtureLogDensity(mixture, [x, y]));
    expect(integrate2d(p, [-15, 15], [-15, 15], { relative: 1e-6 }).value).toBeCloseTo(1, 5);
    const n = 40_000;
    const { points, components } = sampleMixture(mixture, n, seed(11));
    expect(points).toHaveLength(2 * n);
    const mean = [0, 1].map((i) => sampleMean(points.filter((_, k) => k % 2 === i)));
    const covariance = mixtureCovariance(mixture);
    mean.forEach((m, i) => {
      const error = Math.sqrt(covariance[i]![i]! / n);
      expect(Math.abs(m - mixtureMean(mixture)[i]!) / error).toBeLessThan(5);
    });
    sampleCovariance(points, 2).forEach((row, i) =>
      row.forEach((value, j) => {
        const scale = Math.sqrt(covariance[i]![i]! * covariance[j]![j]!);
        expect(Math.abs(value - covariance[i]![j]!)).toBeLessThan(0.05 * scale);
      }),
    );
    expect(components.filter((k) => k === 1).length / n).toBeCloseTo(0.5, 1);
  });

  it("merge step by step into the jump: the posterior of one step is a mixture of the same density", () => {
    const betas = linearBetas(20, { betaEnd: 0.4 });
    const before = diffusedMixture(mixture, forwardMarginal(betas, 9));
    const after = diffusedMixture(mixture, forwardMarginal(betas, 10));
    const again = diffusedMixture(before, forwardStep(betas, 10));
    expectClose(
      again.means.flatMap((m) => [...(m as Float64Array)]),
      after.means.flatMap((m) => [...(m as Float64Array)]),
      { relative: 1e-13 },
    );
    // Bayes' rule at one point: p(x_9|x_10) p(x_10) = p(x_10|x_9) p(x_9)
    const [x9, x10] = [
      [0.3, -0.2],
      [0.5, 0.1],
    ] as const;
    const reverse = mixturePosterior(before, forwardStep(betas, 10), x10);
    const { scale, variance } = forwardStep(betas, 10);
    const step = isotropicMixture([1], [x9.map((v) => scale * v)], [variance]);
    const left = mixtureLogDensity(reverse, x9) + mixtureLogDensity(after, x10);
    const right = mixtureLogDensity(step, x10) + mixtureLogDensity(before, x9);
    expect(left).toBeCloseTo(right, 11);
  });

  it("know everything without noise and nothing without signal", () => {
    const round = isotropicMixture([0.5, 0.5, 0], [[-1], [1], [9]], [0.1, 0.1, 0.1]);
    expect(mixtureDenoiser(round, { scale: 1, variance: 0 }, [0.7])[0]).toBeCloseTo(0.7, 14);
    expect(mixtureDenoiser(round, { scale: 0, variance: 1 }, [0.7])[0]).toBeCloseTo(0, 14);
    expectClose(mixtureResponsibilities(round, [0]), [0.5, 0.5, 0], { relative: 1e-14 });
    const points = isotropicMixture([0.5, 0.5], [[-1], [1]], [0, 0]);
    const guess = mixtureDenoiser(points, { scale: 0.6, variance: 0.64 }, [0.3]);
    expect(guess[0]).toBeCloseTo(Math.tanh((0.3 * 0.6) / 0.64), 14);
    const drawn = sampleMixture(round, 200, seed(1)).components;
    expect([...new Set(drawn)].sort()).toEqual([0, 1]);
  });

  it("refuse what is malformed", () => {
    expect(() => isotropicMixture([0.5, 0.4], [[0], [1]], [1, 1])).toThrow(
      "isotropicMixture: weights sum to 0.9; divide them by their sum.",
    );
    expect(() => isotropicMixture([1], [[0], [1]], [1, 1])).toThrow(
      "means has length 2; expected 1.",
    );
    expect(() => isotropicMixture([1], [[0]], [-1])).toThrow("isotropicMixture: variances[0]=-1");
    expect(() => isotropicMixture([1], [[0]], [])).toThrow("isotropicMixture: no variances");
    expect(() => isotropicMixture([1], [[0]], [1, 1])).toThrow(
      "variances has length 2; expected 1.",
    );
    expect(() => isotropicMixture([0.5, 0.5], [[0], [1, 2]], [1, 1])).toThrow(
      "means[1] has length 2",
    );
    expect(() => isotropicMixture([1], [[NaN]], [1])).toThrow("means[0][0]=NaN");
    const odd = { weights: [1], means: [[0, 0]], covariances: [[[1]]] };
    expect(() => mixtureMean(odd)).toThrow("mixtureMean: covariances[0] has length 1; expected 2.");
    expect(() => mixtureMean({ ...odd, covariances: [] })).toThrow("covariances has length 0");
    expect(() => mixtureLogDensity(mixture, [1])).toThrow(
      "mixtureLogDensity: x has length 1; expected 2.",
    );
    expect(() => mixtureScore(mixture, [NaN, 0])).toThrow("mixtureScore: x[0]=NaN");
    expect(() => mixturePosterior(mixture, { scale: 1, variance: -1 }, [0, 0])).toThrow(
      "variance=-1",
    );
    expect(() => mixturePosterior(mixture, { scale: 1, variance: 1 }, [0])).toThrow(
      "mixturePosterior: y has length 1; expected 2.",
    );
    expect(() => mixturePosterior(mixture, { scale: 1, variance: 1 }, [0, NaN])).toThrow(
      "y[1]=NaN",
    );
    expect(() => sampleMixture(mixture, 0, seed(0))).toThrow("sampleMixture: count=0");
  });
});
