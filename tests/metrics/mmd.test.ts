import { describe, expect, it } from "vitest";
import { seed, type NdArray } from "../../lib/core";
import { medianDistance, mmd } from "../../lib/metrics";
import { expectClose } from "../contracts/close";
import { golden } from "../contracts/golden";
import { cloud, expectUnbiased, pairOf, type StoredPair } from "../contracts/sampleMetric";

interface Case extends StoredPair {
  mmd: { estimate: number; standardError: number };
}
const { equal, unequal } = golden<{ equal: Case; unequal: Case & { medianDistance: number } }>(
  "kid",
);
describe("mmd", () => {
  it.each([
    ["one bandwidth", equal, [1.5]],
    ["several bandwidths", unequal, [0.5, 2, 4]],
  ] as const)("is torch-fidelity's, with the jackknife's error: %s", (_, given, bandwidths) => {
    const found = mmd(...pairOf(given), { bandwidths });
    expectClose([found.estimate], [given.mmd.estimate], { relative: 1e-12 });
    expectClose([found.standardError], [given.mmd.standardError], { relative: 1e-10 });
  });

  it("is right on average (five standard errors: 6e-7)", () => {
    // E exp(-(x-y)²/2σ²) = σ/√(σ²+2) exp(-δ²/(2(σ²+2))) for x, y ~ N(·, 1) with means δ apart
    const sigma = 1.2;
    const scale = sigma ** 2 + 2;
    for (const shift of [0, 1]) {
      const exact = 2 * (sigma / Math.sqrt(scale)) * -Math.expm1(-(shift ** 2) / (2 * scale));
      const draws = Array.from({ length: 2000 }, (_, i) =>
        mmd(cloud(8, 1, 2 * i), cloud(11, 1, 2 * i + 1, shift), { bandwidths: [sigma] }),
      );
      expectUnbiased(draws, exact);
    }
  });

  it("takes multiples of the median distance by default, so the units don't matter", () => {
    const [x, y] = pairOf(unequal);
    const median = unequal.medianDistance;
    const bandwidths = [0.25, 0.5, 1, 2, 4].map((factor) => factor * median);
    expectClose([mmd(x, y).estimate], [mmd(x, y, { bandwidths }).estimate], { relative: 1e-12 });
    const scaled = ({ data, shape }: NdArray) => ({ data: data.map((v) => v * 1024), shape });
    expectClose([mmd(scaled(x), scaled(y)).estimate], [mmd(x, y).estimate], { relative: 1e-12 });
  });

  it("tells distributions of equal mean and covariance apart, which FID cannot", () => {
    const data = seed(9)
      .normalArray(400)
      .map((x) => (x > 0 ? 1 : -1));
    const found = mmd({ data, shape: [400, 1] }, cloud(400, 1, 8));
    expect(found.estimate / found.standardError).toBeGreaterThan(5);
  });

  it("refuses bandwidths that are none, and samples without a scale", () => {
    const [x, y] = pairOf(equal);
    expect(() => mmd(x, y, { bandwidths: [1, 0] })).toThrow(
      "mmd: bandwidths[1]=0; expected a finite number above 0.",
    );
    expect(() => mmd(x, y, { bandwidths: [] })).toThrow("mmd: no bandwidths");
    const zeros = { data: new Float32Array(12), shape: [4, 3] };
    expect(() => mmd(zeros, zeros)).toThrow("mmd: more than half of all samples are equal");
    expect(() => mmd(x, cloud(5, 5, 1))).toThrow("mmd: x has 6 dimensions and y 5");
    expect(() => mmd(x, cloud(2, 6, 1))).toThrow("mmd: 2 samples in y; expected at least 3.");
  });
});

describe("medianDistance", () => {
  it("is numpy's median over all pairs", () => {
    expect(medianDistance(...pairOf(unequal)) / unequal.medianDistance).toBeCloseTo(1, 14);
    const line = (...data: number[]) => ({
      data: Float32Array.from(data),
      shape: [data.length, 1],
    });
    expect(medianDistance(line(0, 1), line(3))).toBe(2);
    expect(medianDistance(line(0), line(3))).toBe(3);
  });

  it("takes rows from the whole of a large set", () => {
    const n = 3000;
    const step = { data: Float32Array.from({ length: n }, (_, i) => +(i >= n / 2)), shape: [n, 1] };
    expect(medianDistance(step, step)).toBe(1);
    expect(() => medianDistance(step, cloud(2, 2, 1))).toThrow("x has 1 dimensions and y 2");
  });
});
