import { describe, expect, it } from "vitest";
import {
  alphaBars,
  alphas,
  betasOfAlphaBars,
  cosineBetas,
  linearBetas,
  noiseVariances,
} from "../../lib/math";
import { expectClose } from "../contracts/close";
import { golden } from "../contracts/golden";

describe("alphaBars", () => {
  it("falls from near 1, stays at 1 for beta 0 and at 0 after beta 1", () => {
    expect([...alphaBars(Float64Array.of(0, 0.5, 1, 0.1))]).toEqual([1, 0.5, 0, 0]);
    expect([...alphaBars(new Float64Array(0))]).toEqual([]);
  });

  it.each([NaN, -1e-9, 1.1, Infinity])("refuses a beta of %d", (beta) => {
    expect(() => alphaBars(Float64Array.of(0.1, beta))).toThrow(
      `alphaBars: betas[1]=${beta}; expected a finite number from 0 to 1.`,
    );
  });
});

describe("alphas", () => {
  it("are 1 - beta", () => {
    expect([...alphas(Float64Array.of(0, 0.25, 1))]).toEqual([1, 0.75, 0]);
    expect(() => alphas(Float64Array.of(2))).toThrow("alphas: betas[0]=2");
  });
});

describe("noiseVariances", () => {
  const thin = (values: Float64Array) => values.filter((_, i) => i % 37 === 0);
  const rows = golden<Record<string, number[]>>("schedules");

  it("are 1 - ᾱ of a 50-digit computation, also where ᾱ is nearly 1", () => {
    expectClose(thin(noiseVariances(linearBetas(1000))), rows.noiseVariancesLinear1000!, {
      relative: 1e-13,
    });
    expectClose(thin(noiseVariances(cosineBetas(1000))), rows.noiseVariancesCosine1000!, {
      relative: 1e-13,
    });
  });

  it("stay 0 for beta 0, and 1 after beta 1", () => {
    expect([...noiseVariances(Float64Array.of(0, 0, 1, 0.3))]).toEqual([0, 0, 1, 1]);
    expect(noiseVariances(new Float64Array(0)).length).toBe(0);
    expect(() => noiseVariances(Float64Array.of(NaN))).toThrow("noiseVariances: betas[0]=NaN");
  });
});

describe("betasOfAlphaBars", () => {
  it("is the inverse of alphaBars", () => {
    const betas = linearBetas(30);
    expectClose(betasOfAlphaBars(alphaBars(betas)), betas, { relative: 1e-11 });
    expect([...betasOfAlphaBars([1, 0.5, 0.5, 0])]).toEqual([0, 0.5, 0, 1]);
    expect([...betasOfAlphaBars([0.5, 0], 0.999)]).toEqual([0.5, 0.999]);
  });

  it("refuses what does not fall, is empty, or goes on after 0", () => {
    expect(() => betasOfAlphaBars([0.5, 0.6])).toThrow(
      "betasOfAlphaBars: alphaBars[1]=0.6 after 0.5; they must fall, and end at a 0.",
    );
    expect(() => betasOfAlphaBars([0, 0])).toThrow("alphaBars[1]=0 after 0");
    expect(() => betasOfAlphaBars([])).toThrow("betasOfAlphaBars: no alphaBars");
    expect(() => betasOfAlphaBars([NaN])).toThrow("alphaBars[0]=NaN");
    expect(() => betasOfAlphaBars([0.5], 2)).toThrow("maxBeta=2");
  });
});
