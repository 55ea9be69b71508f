import { describe, expect, it } from "vitest";
import {
  convertPrediction,
  cosineBetas,
  dataLossWeights,
  forwardMarginal,
  klNormal,
  linearBetas,
  logSnr,
  noiseLossWeights,
  posteriorMean,
  priorTerm,
  reversePosterior,
  simpleLoss,
  snr,
  stepTerm,
  variationalBound,
  varianceMismatch,
  velocityLossWeights,
} from "../../lib/math";
import { expectClose } from "../contracts/close";

const betas = linearBetas(40, { betaEnd: 0.2 });
const posterior = reversePosterior(betas);

describe("priorTerm", () => {
  it("is the KL to N(0, I), summed over dimensions", () => {
    const { scale, variance } = forwardMarginal(betas, 40);
    const expected = klNormal(scale, variance) + klNormal(-2 * scale, variance);
    expect(priorTerm([1, -2], betas)).toBeCloseTo(expected, 15);
    // ½ (ᾱ x² - ᾱ - log(1 - ᾱ)) of the linear schedule: 1.2e-5 bits per dimension at most
    const bits = priorTerm([1], linearBetas(1000)) / Math.LN2;
    expect(bits).toBeCloseTo(((4.0358e-5 / 2) * 1) / Math.LN2, 8);
    expect(priorTerm([1], Float64Array.of(0.5, 1))).toBe(0);
  });

  it("refuses bad arguments", () => {
    expect(() => priorTerm([], betas)).toThrow("priorTerm: no x0; pass at least one.");
    expect(() => priorTerm([NaN], betas)).toThrow("priorTerm: x0[0]=NaN");
    expect(() => priorTerm([1], new Float64Array(0))).toThrow("no betas");
    expect(() => priorTerm([1], Float64Array.of(0))).toThrow("variance1=0");
  });
});

describe("stepTerm", () => {
  const [x0, xt] = [
    [0.5, -1],
    [0.1, 0.4],
  ];

  it("is the weighted square of what the model gets wrong, whichever it predicts", () => {
    const t = 17;
    const marginal = forwardMarginal(betas, t);
    const guess = [0.7, -0.8];
    const mean = posteriorMean(posterior, t, guess, xt);
    const kl = stepTerm(betas, t, x0, xt, mean, posterior.variance[t - 1]!);
    const square = (to: "x0" | "epsilon" | "v") => {
      const as = (x: number[]) => convertPrediction(x, { from: "x0", to, xt, marginal });
      const [right, wrong] = [as(x0), as(guess)];
      return right.reduce((sum, r, i) => sum + (r - wrong[i]!) ** 2, 0);
    };
    expect(dataLossWeights(betas)[t - 1]! * square("x0")).toBeCloseTo(kl, 12);
    expect(noiseLossWeights(betas)[t - 1]! * square("epsilon")).toBeCloseTo(kl, 12);
    expect(velocityLossWeights(betas)[t - 1]! * square("v")).toBeCloseTo(kl, 12);
    const larger = stepTerm(betas, t, x0, xt, mean, betas[t - 1]!);
    const constant = 2 * varianceMismatch(betas, "beta")[t - 1]!;
    expect(dataLossWeights(betas, "beta")[t - 1]! * square("x0") + constant).toBeCloseTo(
      larger,
      12,
    );
    expect(stepTerm(betas, t, x0, xt, mean, [betas[t - 1]!, betas[t - 1]!])).toBe(larger);
  });

  it("is 0 for the posterior itself", () => {
    const mean = posteriorMean(posterior, 5, x0, xt);
    expect(Math.abs(stepTerm(betas, 5, x0, xt, mean, posterior.variance[4]!))).toBe(0);
  });

  it("refuses t = 1, other t, and shapes that differ", () => {
    expect(() => stepTerm(betas, 1, x0, xt, x0, 1)).toThrow(
      "stepTerm: t=1, where L_0 takes the place",
    );
    expect(() => stepTerm(betas, 41, x0, xt, x0, 1)).toThrow("t=41 is not an integer from 1 to 40");
    expect(() => stepTerm(betas, 2, x0, xt, [1], 1)).toThrow("q.mean has length 1; expected 2.");
    expect(() => stepTerm(betas, 2, x0, xt, x0, [1])).toThrow("q.variance has length 1");
    expect(() => stepTerm(betas, 2, x0, xt, x0, 0)).toThrow("variance2=0");
  });
});

describe("the weights of the losses", () => {
  it("of the data are half the fall of SNR, Infinity first", () => {
    const ratios = snr(betas);
    const falls = ratios.map((r, i) => (i === 0 ? Infinity : (ratios[i - 1]! - r) / 2));
    expectClose(dataLossWeights(betas).slice(1), falls.slice(1), { relative: 1e-10 });
    expect(dataLossWeights(betas)[0]).toBe(Infinity);
    expect(noiseLossWeights(betas)[0]).toBe(Infinity);
    expect(velocityLossWeights(betas)[0]).toBe(Infinity);
  });

  it("of the noise are those of the data over SNR, and 1/(2 α_1) first with σ² = β", () => {
    for (const kind of ["beta", "posterior"] as const) {
      const fromData = dataLossWeights(betas, kind).map((w, i) => w / snr(betas)[i]!);
      expectClose(noiseLossWeights(betas, kind).slice(1), fromData.slice(1), { relative: 1e-12 });
    }
    expect(noiseLossWeights(betas, "beta")[0]).toBeCloseTo(1 / (2 * (1 - betas[0]!)), 13);
    expect(noiseLossWeights(betas, betas)).toEqual(noiseLossWeights(betas, "beta"));
    const cosine = cosineBetas(30);
    expect(logSnr(cosine).every((v, i, all) => i === 0 || v < all[i - 1]!)).toBe(true);
  });

  it("stay finite at a last beta of 1 where they predict data or v", () => {
    const ending = Float64Array.of(0.5, 1);
    expect(dataLossWeights(ending)[1]).toBeCloseTo(0.5, 14);
    expect(velocityLossWeights(ending)[1]).toBeCloseTo(0.5, 14);
    expect(() => noiseLossWeights(ending)).toThrow("epsilonForm: betas[1]=1");
  });

  it("refuse variances that do not fit", () => {
    expect(() => noiseLossWeights(betas, [1])).toThrow(
      "noiseLossWeights: variance has length 1; expected 40.",
    );
    expect(() => dataLossWeights(betas, [])).toThrow("dataLossWeights: no variance");
    expect(() =>
      varianceMismatch(
        betas,
        betas.map(() => NaN),
      ),
    ).toThrow("variance[0]=NaN");
    expect(() => dataLossWeights(Float64Array.of(0, 0.1))).toThrow("betas[0]=0");
  });
});

describe("varianceMismatch", () => {
  it("is 0 for β̃ and the KL of the variances otherwise", () => {
    const exact = varianceMismatch(betas, "posterior");
    expect(exact[0]).toBe(Infinity);
    expect(exact.slice(1).every((v) => v === 0)).toBe(true);
    const beta = varianceMismatch(betas, "beta");
    expect(beta[3]).toBe(klNormal(0, posterior.variance[3]!, 0, betas[3]!));
  });
});

describe("variationalBound and simpleLoss", () => {
  it("add up", () => {
    expect(variationalBound(3, [1, 2], 0.5)).toEqual({
      decoder: 3,
      steps: 3,
      prior: 0.5,
      total: 6.5,
    });
    expect(variationalBound(3, [], 0.5).total).toBe(3.5);
    expect(simpleLoss([1, 2], [0, 4])).toBe(2.5);
  });

  it("refuse bad arguments", () => {
    expect(() => variationalBound(NaN, [], 0)).toThrow("variationalBound: decoder=NaN");
    expect(() => variationalBound(0, [Infinity], 0)).toThrow("variationalBound: steps[0]=Infinity");
    expect(() => variationalBound(0, [], NaN)).toThrow("variationalBound: prior=NaN");
    expect(() => simpleLoss([], [])).toThrow("simpleLoss: no epsilon");
    expect(() => simpleLoss([1], [1, 2])).toThrow(
      "simpleLoss: predicted has length 2; expected 1.",
    );
    expect(() => simpleLoss([1], [NaN])).toThrow("predicted[0]=NaN");
  });
});
