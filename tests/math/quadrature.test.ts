import { describe, expect, it } from "vitest";
import { integrate, integrate2d } from "../../lib/math";

describe("integrate", () => {
  it.each([
    ["a polynomial", (x: number) => 5 * x ** 4, -1, 2, 33],
    ["1/(1 + x²) on the half line", (x: number) => 1 / (1 + x * x), 0, Infinity, Math.PI / 2],
    ["e^x up to 0", Math.exp, -Infinity, 0, 1],
    ["a Gaussian", (x: number) => Math.exp(-x * x), -Infinity, Infinity, Math.sqrt(Math.PI)],
    ["a root's infinite slope", Math.sqrt, 0, 1, 2 / 3],
    ["a wave", (x: number) => Math.cos(50 * x), 0, 1, Math.sin(50) / 50],
    ["nothing", () => 7, 3, 3, 0],
  ])("of %s", (_, f, from, to, exact) => {
    const { value, error } = integrate(f, from, to);
    expect(Math.abs(value - exact)).toBeLessThanOrEqual(1e-13 * Math.max(1, Math.abs(exact)));
    expect(Math.abs(value - exact)).toBeLessThanOrEqual(error + 1e-14 * Math.abs(exact));
  });

  it("finds a narrow peak that is named", () => {
    const peak = (x: number) => Math.exp(-(((x - 1000) / 1e-3) ** 2));
    const { value } = integrate(peak, -Infinity, Infinity, { points: [999.99, 1000, 1000.01] });
    expect(value).toBeCloseTo(1e-3 * Math.sqrt(Math.PI), 13);
  });

  it("takes kinks as points and stops at the error that is allowed", () => {
    let calls = 0;
    const f = (x: number) => (calls++, Math.abs(x - 0.3));
    expect(integrate(f, 0, 1, { points: [0.3] }).value).toBeCloseTo(0.29, 15);
    expect(calls).toBe(30);
    calls = 0;
    integrate(f, 0, 1, { absolute: 1 });
    expect(calls).toBe(15);
  });

  it("takes no look at an integrand over nothing", () => {
    expect(integrate(() => NaN, 3, 3)).toEqual({ value: 0, error: 0 });
  });

  it("refuses what it cannot do", () => {
    expect(() => integrate(Math.exp, 1, 0)).toThrow(
      "integrate: from=1 to=0; expected numbers with from <= to.",
    );
    expect(() => integrate(Math.exp, NaN, 0)).toThrow("from=NaN");
    expect(() => integrate(() => NaN, 0, 1)).toThrow("integrate: the integrand is NaN at 0.5");
    expect(() => integrate((x) => 1 / x, 0, 1, { maxIntervals: 50 })).toThrow(
      /integrate: error \S+ after 50 intervals/,
    );
    expect(() => integrate(Math.exp, 0, 1, { points: [2] })).toThrow(
      "integrate: point=2; expected a finite number from 0 to 1.",
    );
  });
});

describe("integrate2d", () => {
  it("integrates over rectangles and the plane", () => {
    expect(integrate2d((x, y) => x * y * y, [0, 1], [0, 3]).value).toBeCloseTo(4.5, 10);
    const density = (x: number, y: number) => Math.exp(-(x * x + y * y - x * y) / 2);
    const plane = [-Infinity, Infinity] as const;
    expect(integrate2d(density, plane, plane).value).toBeCloseTo(
      (2 * Math.PI) / Math.sqrt(0.75),
      8,
    );
  });
});
