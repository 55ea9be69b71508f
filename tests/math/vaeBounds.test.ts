import { describe, expect, it } from "vitest";
import { seed } from "../../lib/core/rng";
import {
  elbo,
  gaussHermite,
  iwaeBound,
  klNormal,
  latentKl,
  linearVaeElbo,
  linearVaeLogLikelihood,
  linearVaePosterior,
  logMeanExp,
  normalLogDensity,
  type LinearVae,
} from "../../lib/math";
import { golden } from "../contracts/golden";

const { linearVae, logWeights, iwae } = golden<{
  linearVae: {
    vae: LinearVae;
    x: number[];
    logLikelihood: number;
    posterior: { mean: number; variance: number };
    q: { mean: number; variance: number };
    elbo: number;
  };
  logWeights: number[];
  iwae: [number, number][];
}>("bounds");
const { vae, x, q } = linearVae;

/** log p(x, z) - log q(z) */
const logWeight = (z: number, proposal: { mean: number; variance: number }): number =>
  x.reduce(
    (sum, value, i) =>
      sum + normalLogDensity(value, vae.weights[i]! * z + vae.bias[i]!, vae.variance),
    normalLogDensity(z) - normalLogDensity(z, proposal.mean, proposal.variance),
  );

describe("a linear VAE", () => {
  it("has likelihood, posterior and ELBO of dense 40-digit algebra", () => {
    expect(linearVaeLogLikelihood(vae, x)).toBeCloseTo(linearVae.logLikelihood, 12);
    const { mean, variance } = linearVaePosterior(vae, x);
    expect(mean).toBeCloseTo(linearVae.posterior.mean, 14);
    expect(variance).toBeCloseTo(linearVae.posterior.variance, 14);
    expect(linearVaeElbo(vae, x, q)).toBeCloseTo(linearVae.elbo, 12);
  });

  it("has an ELBO that is the mean log weight, tight at the posterior only", () => {
    const { nodes, weights } = gaussHermite(20);
    const mean = nodes.reduce(
      (sum, z, i) => sum + weights[i]! * logWeight(q.mean + Math.sqrt(q.variance) * z, q),
      0,
    );
    expect(linearVaeElbo(vae, x, q)).toBeCloseTo(mean, 11);
    const best = linearVaePosterior(vae, x);
    expect(linearVaeElbo(vae, x, best)).toBeCloseTo(linearVaeLogLikelihood(vae, x), 12);
    expect(linearVaeElbo(vae, x, q)).toBeLessThan(linearVaeLogLikelihood(vae, x) - 0.1);
  });

  it("is bounded more tightly by more draws", () => {
    const wide = { mean: linearVae.posterior.mean + 0.2, variance: 0.1 };
    const draws = Array.from(seed(2).normalArray(20_000), (z) =>
      logWeight(wide.mean + Math.sqrt(wide.variance) * z, wide),
    );
    const bounds = [1, 4, 40, 20_000].map((k) => iwaeBound(draws, k));
    expect(bounds).toEqual([...bounds].sort((a, b) => a - b));
    expect(bounds[0]).toBeCloseTo(linearVaeElbo(vae, x, wide), 1);
    expect(bounds[3]).toBeCloseTo(linearVae.logLikelihood, 1);
  });

  it("refuses bad arguments", () => {
    expect(() => linearVaeLogLikelihood(vae, [1])).toThrow(
      "linearVaeLogLikelihood: x has length 1; expected 3.",
    );
    expect(() => linearVaePosterior({ ...vae, bias: [0] }, x)).toThrow("bias has length 1");
    expect(() => linearVaePosterior({ ...vae, weights: [] }, x)).toThrow(
      "linearVaePosterior: no weights",
    );
    expect(() => linearVaePosterior({ ...vae, bias: [NaN, 0, 0] }, x)).toThrow("bias[0]=NaN");
    expect(() => linearVaeElbo({ ...vae, variance: 0 }, x, q)).toThrow("linearVaeElbo: variance=0");
    expect(() => linearVaeElbo(vae, x, { mean: 0, variance: 0 })).toThrow("variance1=0");
    expect(() => linearVaeElbo(vae, [NaN, 0, 0], q)).toThrow("x[0]=NaN");
  });
});

describe("bounds of a VAE", () => {
  it.each(iwae)("iwaeBound with k = %i has the value of 40 digits", (k, value) => {
    expect(iwaeBound(logWeights, k)).toBeCloseTo(value, 14);
  });

  it("iwaeBound takes all weights by default", () => {
    expect(iwaeBound(logWeights)).toBe(logMeanExp(logWeights));
    expect(() => iwaeBound(logWeights, 7)).toThrow(
      "iwaeBound: k=7 is not an integer from 1 to 6; pass one.",
    );
    expect(() => iwaeBound(logWeights, 0)).toThrow("iwaeBound: k=0");
    expect(() => iwaeBound([])).toThrow("iwaeBound: no logWeights");
    expect(() => iwaeBound([NaN])).toThrow("logWeights[0]=NaN");
  });

  it("latentKl and elbo", () => {
    expect(latentKl([1, -1], [0, Math.log(2)])).toBeCloseTo(0.5 + klNormal(-1, 2), 15);
    expect(latentKl([0], [0])).toBeCloseTo(0, 15);
    expect(elbo(-3, 2)).toBe(-5);
    expect(elbo(-3, 2, 4)).toBe(-11);
    expect(() => elbo(NaN, 1)).toThrow("elbo: reconstruction=NaN");
    expect(() => elbo(0, -1)).toThrow("elbo: kl=-1");
    expect(() => elbo(0, 1, -1)).toThrow("elbo: beta=-1");
    expect(() => latentKl([], [])).toThrow("latentKl: no mean");
    expect(() => latentKl([0], [0, 1])).toThrow("latentKl: logVariance has length 2; expected 1.");
    expect(() => latentKl([0], [NaN])).toThrow("latentKl: logVariance[0]=NaN");
  });
});
