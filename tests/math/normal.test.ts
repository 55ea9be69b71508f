import { describe, expect, it } from "vitest";
import {
  integrate,
  normalCdf,
  normalDensity,
  normalLogCdf,
  normalLogDensity,
  normalQuantile,
} from "../../lib/math";
import { golden } from "../contracts/golden";
import { expectRows, type GoldenRows } from "../contracts/goldenRows";

const rows = golden<Record<string, GoldenRows>>("special");

describe("the normal distribution", () => {
  it("has the distribution function of a 60-digit computation in both tails", () => {
    expectRows(normalCdf, rows.normalCdf!, { relative: 2e-15 });
    expectRows(normalLogCdf, rows.normalLogCdf!, { relative: 1e-14 });
  });

  it("has its quantiles", () => {
    expectRows(normalQuantile, rows.normalQuantile!, { relative: 1e-13, absolute: 1e-16 });
    for (const z of [-30, -4, -0.1, 0.3, 3])
      expect(normalQuantile(normalCdf(z))).toBeCloseTo(z, 11);
    expect([0, 1].map(normalQuantile)).toEqual([-Infinity, Infinity]);
  });

  it("has a density of integral 1, mean and variance as given", () => {
    const p = (x: number) => normalDensity(x, 1.5, 0.25);
    expect(integrate(p, -Infinity, Infinity).value).toBeCloseTo(1, 13);
    expect(integrate((x) => x * p(x), -Infinity, Infinity).value).toBeCloseTo(1.5, 13);
    const spread = integrate((x) => (x - 1.5) ** 2 * p(x), -Infinity, Infinity).value;
    expect(spread).toBeCloseTo(0.25, 13);
    expect(normalLogDensity(0)).toBeCloseTo(-0.9189385332046727, 15);
    expect(normalLogCdf(-Infinity)).toBe(-Infinity);
  });

  it("refuses what is no distribution", () => {
    expect(() => normalLogDensity(0, 0, 0)).toThrow(
      "normalLogDensity: variance=0; expected a finite number above 0.",
    );
    expect(() => normalLogDensity(NaN)).toThrow("normalLogDensity: x=NaN");
    expect(() => normalLogDensity(0, Infinity)).toThrow("normalLogDensity: mean=Infinity");
    expect(() => normalQuantile(1.1)).toThrow(
      "normalQuantile: p=1.1; expected a finite number from 0 to 1.",
    );
    expect(() => normalQuantile(NaN)).toThrow("p=NaN");
    expect(() => normalCdf(NaN)).toThrow("x=NaN");
  });
});
