import { describe, expect, it } from "vitest";
import {
  alphaBars,
  derivative,
  diffusedMixture,
  isotropicMixture,
  linearBetas,
  linearVpSde,
  mergedForwardSteps,
  mixtureLogDensity,
  mixtureScore,
  probabilityFlow,
  reverseSdeDrift,
  vpBetas,
  vpDiffusion,
  vpDrift,
  vpTransition,
  composeKernels,
} from "../../lib/math";
import { expectClose } from "../contracts/close";

const sde = linearVpSde();

describe("linearVpSde", () => {
  it("has the rates of Song et al. by default, and their integral", () => {
    expectClose([0, 0.5, 1].map(sde.beta), [0.1, 10.05, 20], { relative: 1e-15 });
    expectClose([sde.integral(0), sde.integral(1)], [0, 10.05], { relative: 1e-15 });
    for (const t of [0.1, 0.6]) {
      expectClose([derivative(sde.integral, t, { step: 1e-2 })], [sde.beta(t)], {
        relative: 1e-11,
      });
    }
  });

  it("refuses rates and times that are none", () => {
    expect(() => linearVpSde({ betaMin: -1 })).toThrow(
      "linearVpSde: betaMin=-1; expected a finite",
    );
    expect(() => linearVpSde({ betaMax: Infinity })).toThrow("betaMax=Infinity");
    expect(() => sde.beta(1.5)).toThrow("vpSde: t=1.5; expected a finite number from 0 to 1.");
    expect(() => sde.integral(-0.1)).toThrow("t=-0.1");
  });
});

describe("vpTransition", () => {
  it("composes: from s to r to t is from s to t", () => {
    const both = composeKernels(vpTransition(sde, 0.1, 0.3), vpTransition(sde, 0.3, 0.8));
    const once = vpTransition(sde, 0.1, 0.8);
    expectClose([both.scale, both.variance], [once.scale, once.variance], { relative: 1e-13 });
  });

  it("ends in e^(-10.05) of the variance of the data, and keeps the digits of small variances", () => {
    const { scale, variance } = vpTransition(sde, 0, 1);
    expectClose([scale ** 2, variance], [Math.exp(-10.05), 1 - Math.exp(-10.05)], {
      relative: 1e-14,
    });
    expectClose([vpTransition(sde, 0, 1e-12).variance], [1e-13], { relative: 1e-9 });
    expect(vpTransition(sde, 0.4, 0.4)).toEqual({ scale: 1, variance: 0 });
  });

  it("refuses times out of order", () => {
    expect(() => vpTransition(sde, 0.6, 0.5)).toThrow(
      "vpTransition: s=0.6; expected a finite number from 0 to 0.5.",
    );
  });
});

describe("vpBetas", () => {
  it("'exact' makes a chain with the marginals of the SDE at every step", () => {
    const chain = mergedForwardSteps(vpBetas(sde, 50));
    const exact = chain.map((_, i) => vpTransition(sde, 0, (i + 1) / 50));
    for (const part of ["scale", "variance"] as const) {
      expectClose(
        chain.map((k) => k[part]),
        exact.map((k) => k[part]),
        { relative: 1e-12 },
      );
    }
  });

  it("'euler' comes to the same as T grows: the error of log ᾱ halves when T doubles", () => {
    const error = (T: number) =>
      Math.abs(Math.log(alphaBars(vpBetas(sde, T, "euler")).at(-1)!) + 10.05);
    for (const T of [2000, 8000]) expect(error(T) / error(2 * T)).toBeCloseTo(2, 1);
    expect(error(100_000)).toBeLessThan(2e-3);
  });

  it("'euler' is DDPM's linear schedule, but for where the steps are counted from", () => {
    const ddpm = linearBetas(1000);
    const gap = vpBetas(sde, 1000, "euler").map((beta, i) => Math.abs(beta - ddpm[i]!));
    expect(Math.max(...gap)).toBeLessThan(2.0e-5); // one step of 1.99e-5
  });

  it("refuse a step too long for its rate, and other kinds", () => {
    expect(() => vpBetas(sde, 10, "euler")).toThrow(
      "vpBetas: beta(0.5)/10=1.005 is above 1; take more steps.",
    );
    expect(() => vpBetas(sde, 0)).toThrow("vpBetas: T=0");
    expect(() => vpBetas(sde, 4, "other" as never)).toThrow('pass "exact" or "euler"');
  });
});

/** A mixture in one dimension, and its marginals. */
const data = isotropicMixture([0.3, 0.7], [[-1], [0.8]], [0.04, 0.16]);
const marginal = (t: number) => diffusedMixture(data, vpTransition(sde, 0, t));
const score = (x: Float64Array, t: number) => mixtureScore(marginal(t), x);
const density = (x: number, t: number) => Math.exp(mixtureLogDensity(marginal(t), [x]));
const flux = (velocity: (x: number) => number, t: number) => (x: number) =>
  velocity(x) * density(x, t);

describe("drifts", () => {
  const places = [
    [-1.2, 0.05],
    [0.1, 0.2],
    [0.7, 0.5],
  ] as const;

  it("probabilityFlow carries the marginals: ∂p/∂t = -∂(v p)/∂x", () => {
    const flow = probabilityFlow(sde, score);
    for (const [x, t] of places) {
      const rate = derivative((time) => density(x, time), t, { step: 1e-3 });
      const carried = derivative(
        flux((at) => flow(Float64Array.of(at), t)[0]!, t),
        x,
        { step: 5e-3 },
      );
      expectClose([rate], [-carried], { relative: 1e-6, absolute: 1e-8 });
    }
  });

  it("reverseSdeDrift with the diffusion does so backwards: -∂p/∂t = ∂(f p)/∂x + ½ g² ∂²p/∂x²", () => {
    const drift = reverseSdeDrift(sde, score);
    for (const [x, t] of places) {
      const rate = derivative((time) => density(x, time), t, { step: 1e-3 });
      const carried = derivative(
        flux((at) => drift(Float64Array.of(at), t)[0]!, t),
        x,
        { step: 5e-3 },
      );
      const slope = (at: number) => derivative((y) => density(y, t), at, { step: 5e-3 });
      const spread = (vpDiffusion(sde)(t) ** 2 / 2) * derivative(slope, x, { step: 5e-3 });
      expectClose([-rate], [carried + spread], { relative: 1e-6, absolute: 1e-7 });
    }
  });

  it("have the score once and half of it, coordinate by coordinate", () => {
    const x = Float64Array.of(1, -2);
    const twice = (at: Float64Array) => at.map((value) => 2 * value);
    expect([...vpDrift(sde)(x, 1)]).toEqual([-10, 20]);
    expect([...reverseSdeDrift(sde, twice)(x, 1)]).toEqual([-50, 100]);
    expect([...probabilityFlow(sde, twice)(x, 1)]).toEqual([-30, 60]);
    expect(vpDiffusion(sde)(1)).toBe(Math.sqrt(20));
  });

  it("refuse a score of another length", () => {
    const wrong = () => Float64Array.of(1);
    expect(() => probabilityFlow(sde, wrong)(Float64Array.of(1, 2), 0)).toThrow(
      "probabilityFlow: score has length 1; expected 2.",
    );
    expect(() => reverseSdeDrift(sde, wrong)(Float64Array.of(1, 2), 0)).toThrow(
      "reverseSdeDrift: score",
    );
  });
});
