import { describe, expect, it } from "vitest";
import {
  bonferroniLevel,
  detectableEffect,
  familyRate,
  holmRejections,
  normalCdf,
  sidakLevel,
  zLimit,
  zPower,
  zTest,
} from "../../lib/math";

describe("family-wise false alarms", () => {
  it("Šidák's level gives the rate exactly, Bonferroni's less", () => {
    for (const [rate, tests] of [
      [1e-6, 100],
      [0.05, 3],
      [0.5, 1],
    ] as const) {
      expect(familyRate(sidakLevel(rate, tests), tests) / rate).toBeCloseTo(1, 13);
      expect(familyRate(bonferroniLevel(rate, tests), tests)).toBeLessThanOrEqual(rate);
      expect(sidakLevel(rate, tests)).toBeGreaterThanOrEqual(bonferroniLevel(rate, tests));
    }
    expect(sidakLevel(0.05, 3)).toBeCloseTo(0.016952427508441503, 15);
    expect(bonferroniLevel(0.06, 3)).toBeCloseTo(0.02, 15);
  });

  it("a limit of |z| has its level", () => {
    for (const level of [0.3, 1e-3, 1e-8, 1e-12]) {
      expect(zTest(zLimit(level), 0, 1).pValue / level).toBeCloseTo(1, 10);
    }
    expect(zLimit(0.05)).toBeCloseTo(1.959963984540054, 13);
    expect(zLimit(1e-6)).toBeCloseTo(4.891638475698591, 12);
  });

  it("power is what is left of the distribution beyond the limit", () => {
    expect(zPower(0, 0.05)).toBeCloseTo(0.05, 13);
    expect(zPower(3, 0.05)).toBeCloseTo(normalCdf(3 - zLimit(0.05)), 6);
    expect(zPower(-3, 0.05)).toBe(zPower(3, 0.05));
    expect(zPower(detectableEffect(1e-6, 0.99), 1e-6)).toBeCloseTo(0.99, 10);
  });

  it("Holm rejects step by step", () => {
    expect(holmRejections([0.04, 0.01, 0.03], 0.05)).toEqual([false, true, false]);
    expect(holmRejections([0.02, 0.01, 0.03], 0.05)).toEqual([true, true, true]);
    expect(holmRejections([0.05], 0.05)).toEqual([true]);
    expect(holmRejections([0.9, 0.8], 0.05)).toEqual([false, false]);
  });

  it("refuse bad arguments", () => {
    for (const rate of [0, 1, NaN]) {
      expect(() => bonferroniLevel(rate, 3)).toThrow(
        `bonferroniLevel: rate=${rate}; expected a number between 0 and 1.`,
      );
      expect(() => sidakLevel(rate, 3)).toThrow("sidakLevel: rate=");
      expect(() => familyRate(rate, 3)).toThrow("familyRate: level=");
      expect(() => zLimit(rate)).toThrow("zLimit: level=");
      expect(() => detectableEffect(0.1, rate)).toThrow("detectableEffect: power=");
      expect(() => holmRejections([0.5], rate)).toThrow("holmRejections: rate=");
    }
    expect(() => bonferroniLevel(0.1, 0)).toThrow("bonferroniLevel: tests=0");
    expect(() => sidakLevel(0.1, 1.5)).toThrow("sidakLevel: tests=1.5");
    expect(() => familyRate(0.1, 0)).toThrow("familyRate: tests=0");
    expect(() => zPower(NaN, 0.1)).toThrow("zPower: effect=NaN");
    expect(() => holmRejections([], 0.1)).toThrow("holmRejections: no pValues");
    expect(() => holmRejections([2], 0.1)).toThrow("holmRejections: pValues[0]=2");
  });
});
