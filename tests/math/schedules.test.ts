import { describe, expect, it } from "vitest";
import {
  alphaBars,
  cosineBetas,
  evenTimesteps,
  linearBetas,
  respacedBetas,
  reversePosterior,
} from "../../lib/math";
import { expectClose } from "../contracts/close";
import { golden } from "../contracts/golden";

/** Rows [t, beta, alphaBar, coefX0, coefXt, variance]. */
type Row = [number, number, number, number, number, number];

const schedules = golden<Record<string, Row[]>>("schedules");
const respaced = golden<Record<string, { timesteps: number[]; betas: number[] }>>("schedules");

const cases = [
  ["linear1000", linearBetas(1000)],
  ["cosine1000", cosineBetas(1000)],
  ["linear4", linearBetas(4)],
  ["cosine4", cosineBetas(4)],
] as const;

describe.each(cases)("%s", (name, betas) => {
  const rows = schedules[name]!;
  const bars = alphaBars(betas);
  const { coefX0, coefXt, variance } = reversePosterior(betas);
  const at = (values: Float64Array) => rows.map(([t]) => values[t]!);
  const column = (i: number) => rows.map((row) => row[i]!);

  it("has the betas and their products of a 50-digit computation", () => {
    // 1 - f(t + 1)/f(t) of the cosine schedule loses digits at small betas; float64 leaves 11.
    expectClose(
      at(betas),
      column(1),
      { relative: name.startsWith("cos") ? 1e-11 : 1e-15 },
      "betas",
    );
    expectClose(at(bars), column(2), { relative: 1e-10 }, "alphaBars");
  });

  it("has its reverse posterior", () => {
    expectClose(at(coefX0), column(3), { relative: 1e-10 }, "coefX0");
    expectClose(at(coefXt), column(4), { relative: 1e-10, absolute: 1e-14 }, "coefXt");
    expectClose(at(variance), column(5), { relative: 1e-10, absolute: 1e-18 }, "variance");
  });
});

describe("linearBetas", () => {
  it("ends in the ᾱ_T of the paper's schedule, 4.04e-5", () => {
    expect(alphaBars(linearBetas(1000))[999]).toBeCloseTo(4.0358e-5, 9);
  });

  it("takes both ends, one step, and equal ends", () => {
    expect([...linearBetas(3, { betaStart: 0, betaEnd: 1 })]).toEqual([0, 0.5, 1]);
    expect([...linearBetas(1)]).toEqual([1e-4]);
    expect([...linearBetas(2, { betaStart: 0.5, betaEnd: 0.5 })]).toEqual([0.5, 0.5]);
  });

  it.each([
    [{ T: 0 }, "linearBetas: T=0 is not an integer of at least 1"],
    [{ T: -5 }, "linearBetas: T=-5"],
    [{ T: 2.5 }, "linearBetas: T=2.5"],
    [{ T: 4, betaStart: NaN }, "linearBetas: betaStart=NaN; expected a finite number from 0 to 1"],
    [{ T: 4, betaEnd: 1.5 }, "linearBetas: betaEnd=1.5"],
  ])("refuses %j", ({ T, ...options }, message) => {
    expect(() => linearBetas(T, options)).toThrow(message);
  });
});

describe("cosineBetas", () => {
  it("is cut at maxBeta", () => {
    expect(cosineBetas(1000)[999]).toBe(0.999);
    expect(cosineBetas(1)[0]).toBe(0.999);
    expect(Math.max(...cosineBetas(100, { maxBeta: 0.5 }))).toBe(0.5);
  });

  it("refuses bad arguments", () => {
    expect(() => cosineBetas(0)).toThrow("cosineBetas: T=0");
    expect(() => cosineBetas(10, { s: -1 })).toThrow(
      "cosineBetas: s=-1; expected a finite number of at least 0",
    );
    expect(() => cosineBetas(10, { maxBeta: 2 })).toThrow("cosineBetas: maxBeta=2");
  });
});

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

describe("respacedBetas", () => {
  it.each([
    ["respacedLinear", linearBetas(1000)],
    ["respacedCosine", cosineBetas(1000)],
  ] as const)("has the values of a 50-digit computation: %s", (name, betas) => {
    const { timesteps, betas: expected } = respaced[name]!;
    expectClose(respacedBetas(alphaBars(betas), timesteps), expected, { relative: 1e-10 });
  });

  it("keeps the marginals of the steps that it keeps", () => {
    const bars = alphaBars(linearBetas(1000));
    const kept = evenTimesteps(1000, 37);
    const again = alphaBars(respacedBetas(bars, kept));
    expectClose(
      again,
      kept.map((t) => bars[t]!),
      { relative: 1e-12 },
    );
  });

  it("is the process itself when every step is kept", () => {
    const betas = linearBetas(50);
    const all = Array.from(betas.keys());
    expectClose(respacedBetas(alphaBars(betas), all), betas, { relative: 1e-10 });
  });

  it.each([
    [[3, 3], "respacedBetas: timestep=3 is not an integer from 4 to 9"],
    [[5, 2], "respacedBetas: timestep=2"],
    [[10], "respacedBetas: timestep=10"],
    [[0.5], "respacedBetas: timestep=0.5"],
    [[], "respacedBetas: no timesteps; pass at least one."],
  ])("refuses the timesteps %j", (timesteps, message) => {
    expect(() => respacedBetas(alphaBars(linearBetas(10)), timesteps)).toThrow(message);
  });

  it("refuses to go on after a step that keeps nothing of the data", () => {
    const bars = alphaBars(Float64Array.of(0.5, 1, 0.5));
    expect([...respacedBetas(bars, [0, 1])]).toEqual([0.5, 1]);
    expect(() => respacedBetas(bars, [0, 1, 2])).toThrow(
      "respacedBetas: alphaBars[1]=0, so that nothing is left to noise at timestep 2; end there.",
    );
  });
});

describe("evenTimesteps", () => {
  it.each([
    [1000, 2, [0, 999]],
    [10, 10, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]],
    [10, 4, [0, 3, 6, 9]],
    [10, 1, [9]],
    [1, 1, [0]],
  ])("of %i, %i", (T, steps, expected) => {
    expect(evenTimesteps(T, steps)).toEqual(expected);
  });

  it("rises strictly, with both ends and gaps that differ by at most one, for every count", () => {
    for (let steps = 2; steps <= 300; steps++) {
      const kept = evenTimesteps(300, steps);
      expect([kept.length, kept[0], kept.at(-1)]).toEqual([steps, 0, 299]);
      const gaps = kept.slice(1).map((t, i) => t - kept[i]!);
      expect(Math.min(...gaps)).toBeGreaterThan(0);
      expect(Math.max(...gaps) - Math.min(...gaps)).toBeLessThanOrEqual(1);
    }
  });

  it.each([0, -3, 1001, 2.5, NaN])("refuses %d of 1000 steps", (steps) => {
    expect(() => evenTimesteps(1000, steps)).toThrow(
      `evenTimesteps: steps=${steps}, but the process has 1000 trained steps; pass 1 <= steps <= 1000.`,
    );
  });
});
