import { describe, expect, it } from "vitest";
import { seed } from "../../lib/core/rng";
import {
  kolmogorovLimitTail,
  kolmogorovSmirnovTest,
  kolmogorovTail,
  normalCdf,
} from "../../lib/math";
import { golden } from "../contracts/golden";
import { expectRows, type GoldenRows } from "../contracts/goldenRows";

const rows = golden<Record<string, GoldenRows>>("special");

describe("kolmogorovTail", () => {
  it("has the exact values up to 1000 draws (scipy; a 40-digit matrix power at 1000)", () => {
    expectRows(kolmogorovTail, rows.kolmogorovTail!, { relative: 3e-8, absolute: 1e-300 });
  });

  it("has them nearly for more draws", () => {
    expectRows(kolmogorovTail, rows.kolmogorovTailLarge!, { absolute: 3e-5 });
  });

  it("has the limit of many draws", () => {
    expectRows(kolmogorovLimitTail, rows.kolmogorovLimitTail!, { relative: 1e-12 });
    expect(kolmogorovLimitTail(0)).toBe(1);
  });

  it("of one draw is 2 (1 - d), and reaches both ends", () => {
    for (const d of [0.5, 0.6, 0.9]) expect(kolmogorovTail(d, 1)).toBeCloseTo(2 * (1 - d), 13);
    expect([kolmogorovTail(0, 5), kolmogorovTail(0.1, 5), kolmogorovTail(1, 5)]).toEqual([1, 1, 0]);
  });

  it("refuses bad arguments", () => {
    expect(() => kolmogorovTail(1.1, 5)).toThrow(
      "kolmogorovTail: d=1.1; expected a finite number from 0 to 1.",
    );
    expect(() => kolmogorovTail(NaN, 5)).toThrow("kolmogorovTail: d=NaN");
    expect(() => kolmogorovTail(0.1, 0)).toThrow("kolmogorovTail: n=0");
    expect(() => kolmogorovLimitTail(-1)).toThrow("kolmogorovLimitTail: x=-1");
  });
});

describe("kolmogorovSmirnovTest", () => {
  it("measures the largest distance on either side of a step", () => {
    expect(kolmogorovSmirnovTest([0.9, 0.3], (x) => x).statistic).toBeCloseTo(0.4, 15);
    expect(kolmogorovSmirnovTest([0.1, 0.2], (x) => x).statistic).toBeCloseTo(0.8, 15);
    expect(kolmogorovSmirnovTest([0.5], (x) => x)).toEqual({ statistic: 0.5, pValue: 1 });
  });

  it("passes normal numbers and finds a shift of a tenth", () => {
    const z = seed(21).normalArray(5000);
    expect(kolmogorovSmirnovTest(z, normalCdf).pValue).toBeGreaterThan(1e-4);
    expect(kolmogorovSmirnovTest(z, (x) => normalCdf(x - 0.1)).pValue).toBeLessThan(1e-6);
  });

  it("has p-values that are uniform when the claim is true", () => {
    const pValues = Array.from(
      { length: 300 },
      (_, k) => kolmogorovSmirnovTest(seed(k).normalArray(100), normalCdf).pValue,
    );
    expect(kolmogorovSmirnovTest(pValues, (p) => p).pValue).toBeGreaterThan(1e-4);
  });

  it("refuses bad arguments", () => {
    expect(() => kolmogorovSmirnovTest([], normalCdf)).toThrow("kolmogorovSmirnovTest: no sample");
    expect(() => kolmogorovSmirnovTest([NaN], normalCdf)).toThrow("sample[0]=NaN");
    expect(() => kolmogorovSmirnovTest([2], (x) => x)).toThrow("kolmogorovSmirnovTest: cdf(2)=2");
  });
});
