import { describe, expect, it } from "vitest";
import { gameValue, optimalLogit } from "../../lib/gan";
import { jensenShannon, normalLogDensity, type LogDensity } from "../../lib/math";
import { golden } from "../contracts/golden";

interface Case {
  p: [number, number];
  q: [number, number];
  jensenShannon: number;
}
/** 40-digit quadrature of Jensen-Shannon divergences of normal distributions; tests/golden/make_gaussians.py. */
const cases = golden<{ divergences: Case[] }>("gaussians").divergences;
const normal =
  ([m, v]: readonly [number, number]): LogDensity =>
  (x) =>
    normalLogDensity(x, m, v);
const LOG4 = Math.log(4);

describe.each(cases)("the game between N$p and N$q", ({ p, q, jensenShannon: divergence }) => {
  const [logP, logQ] = [normal(p), normal(q)];
  const best = optimalLogit(logP, logQ);

  it("is worth 2 JSD - log 4 to the best discriminator", () => {
    expect(gameValue(logP, logQ, best)).toBeCloseTo(2 * divergence - LOG4, 11);
    expect(gameValue(logP, logQ, best)).toBeCloseTo(2 * jensenShannon(logP, logQ) - LOG4, 11);
  });

  it("is worth less to any other", () => {
    const value = gameValue(logP, logQ, best);
    for (const other of [
      (x: number) => best(x) + 0.1,
      (x: number) => best(x) - 0.1 * x,
      (x: number) => best(x) + 0.2 * Math.sin(3 * x),
    ]) {
      expect(gameValue(logP, logQ, other)).toBeLessThan(value - 1e-5);
    }
  });
});

describe("optimalLogit", () => {
  it("is linear between normal distributions of one variance: D* is logistic regression", () => {
    const best = optimalLogit(normal([1, 2]), normal([-1, 2]));
    for (const x of [-3, 0, 0.5, 40]) expect(best(x)).toBeCloseTo(x, 12);
  });

  it("is certain where one density is 0, and 0 where both are", () => {
    const uniform = (from: number) => (x: number) => (x >= from && x < from + 1 ? 0 : -Infinity);
    const best = optimalLogit(uniform(0), uniform(2));
    expect([best(0.5), best(2.5), best(1.5)]).toEqual([Infinity, -Infinity, 0]);
  });
});

describe("gameValue", () => {
  const uniform = (from: number) => (x: number) => (x >= from && x < from + 1 ? 0 : -Infinity);
  const range = { from: -1, to: 4, points: [0, 1, 2, 3] };

  it("of a constant D = c is log c + log(1 - c), whatever the densities", () => {
    const logit = Math.log(0.8 / 0.2);
    const value = gameValue(normal([0, 1]), normal([3, 0.5]), () => logit);
    expect(value).toBeCloseTo(Math.log(0.8) + Math.log(0.2), 11);
  });

  it("is 0 at best between distributions that do not overlap", () => {
    const [p, q] = [uniform(0), uniform(2)];
    expect(gameValue(p, q, optimalLogit(p, q), range)).toBe(0);
  });

  it("refuses a discriminator that is certain and wrong", () => {
    const [p, q] = [uniform(0), uniform(2)];
    expect(() => gameValue(p, q, optimalLogit(q, p), range)).toThrow(
      "the integrand is -Infinity at",
    );
  });

  it("does not overflow for large logits", () => {
    const value = gameValue(uniform(0), uniform(0), () => 800, { from: 0, to: 1 });
    expect(value).toBeCloseTo(-800, 9);
  });
});
