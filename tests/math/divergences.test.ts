import { describe, expect, it } from "vitest";
import {
  jensenShannon,
  jensenShannonDiscrete,
  klByQuadrature,
  klNormal,
  normalLogDensity,
  totalVariation,
  totalVariationDiscrete,
} from "../../lib/math";
import { golden } from "../contracts/golden";

interface Case {
  p: [number, number];
  q: [number, number];
  jensenShannon: number;
  totalVariation: number;
  crossings: number[];
}
const cases = golden<{ divergences: Case[] }>("gaussians").divergences;
const normal =
  ([m, v]: [number, number]) =>
  (x: number) =>
    normalLogDensity(x, m, v);

describe.each(cases)("between N$p and N$q", (c) => {
  const [p, q] = [normal(c.p), normal(c.q)];

  it("KL is the closed form", () => {
    expect(klByQuadrature(p, q) / klNormal(...c.p, ...c.q)).toBeCloseTo(1, 9);
  });

  it("Jensen-Shannon is that of 40-digit quadrature, and symmetric", () => {
    expect(jensenShannon(p, q) / c.jensenShannon).toBeCloseTo(1, 9);
    expect(jensenShannon(q, p) / c.jensenShannon).toBeCloseTo(1, 9);
  });

  it("total variation is that of the distribution functions between the crossings", () => {
    expect(totalVariation(p, q, { points: c.crossings })).toBeCloseTo(c.totalVariation, 13);
    expect(totalVariation(p, q)).toBeCloseTo(c.totalVariation, 9);
  });
});

describe("divergences", () => {
  it("are 0 between equals and greatest between strangers", () => {
    const [p, q] = [normal([0, 1]), normal([100, 1])];
    const points = [0, 100];
    expect(jensenShannon(p, p)).toBeCloseTo(0, 14);
    expect(jensenShannon(p, q, { points })).toBeCloseTo(Math.LN2, 12);
    expect(totalVariation(p, q, { points })).toBeCloseTo(1, 10);
  });

  it("take densities on an interval, and where one of them is 0", () => {
    const uniform = (x: number) => (x >= 0 && x <= 1 ? 0 : -Infinity);
    const wide = () => -Math.LN2; // on [0, 2]
    const range = { from: 0, to: 2, points: [1] };
    expect(klByQuadrature(uniform, wide, range)).toBeCloseTo(Math.LN2, 14);
    expect(totalVariation(uniform, wide, range)).toBeCloseTo(0.5, 14);
    const gap = { from: -1, to: 3, points: [0, 1] }; // both are 0 on a half of it
    expect(jensenShannon(uniform, uniform, gap)).toBe(0);
    expect(klByQuadrature(uniform, uniform, gap)).toBe(0);
    expect(() => klByQuadrature(wide, uniform, range)).toThrow(
      "integrate: the integrand is Infinity",
    );
    expect(() => jensenShannon(() => NaN, wide, range)).toThrow("the integrand is NaN");
  });

  it("of discrete distributions", () => {
    const [p, q] = [
      [1, 0],
      [0, 1],
    ] as const;
    expect(jensenShannonDiscrete(p, q)).toBeCloseTo(Math.LN2, 15);
    expect(totalVariationDiscrete(p, q)).toBe(1);
    expect(totalVariationDiscrete([0.5, 0.5], [0.25, 0.75])).toBe(0.25);
    expect(jensenShannonDiscrete([0.5, 0.5], [0.5, 0.5])).toBe(0);
    expect(() => totalVariationDiscrete([1], [0.5, 0.5])).toThrow(
      "totalVariationDiscrete: q has length 2; expected 1.",
    );
    expect(() => totalVariationDiscrete([], [])).toThrow("totalVariationDiscrete: no p");
    expect(() => totalVariationDiscrete([1], [0.5])).toThrow(
      "totalVariationDiscrete: q sum to 0.5",
    );
    expect(() => jensenShannonDiscrete([0.5], [1])).toThrow("jensenShannonDiscrete: p sum to 0.5");
    expect(() => jensenShannonDiscrete([1], [0.5])).toThrow("jensenShannonDiscrete: q sum to 0.5");
    expect(() => jensenShannonDiscrete([1], [0.5, 0.5])).toThrow("q has length 2");
  });
});
