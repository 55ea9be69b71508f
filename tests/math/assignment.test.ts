import { describe, expect, it } from "vitest";
import { seed } from "../../lib/core";
import { assignment } from "../../lib/math";

function permutations(n: number): number[][] {
  if (n === 0) return [[]];
  return permutations(n - 1).flatMap((p) =>
    Array.from({ length: n }, (_, at) => [...p.slice(0, at), n - 1, ...p.slice(at)]),
  );
}

describe("assignment", () => {
  it("finds what trying all permutations finds, costs of either sign and ties included", () => {
    for (let trial = 0; trial < 60; trial++) {
      const n = 1 + (trial % 6);
      const costs = Array.from(seed(trial).normalArray(n * n), (x) =>
        trial % 2 === 0 ? x : Math.round(x),
      );
      const least = Math.min(
        ...permutations(n).map((p) => p.reduce((sum, j, i) => sum + costs[i * n + j]!, 0)),
      );
      const { columns, cost } = assignment(costs, n);
      expect(cost).toBeCloseTo(least, 12);
      expect([...columns].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
    }
  });

  it("proves its answer with prices", () => {
    const n = 150;
    const costs = seed(1)
      .uniformArray(n * n)
      .map((x) => x - 0.3);
    const { columns, cost, rowPrices, columnPrices } = assignment(costs, n);
    let [prices, least] = [0, Infinity];
    for (let i = 0; i < n; i++) {
      prices += rowPrices[i]! + columnPrices[i]!;
      for (let j = 0; j < n; j++) {
        const slack = costs[i * n + j]! - rowPrices[i]! - columnPrices[j]!;
        least = Math.min(least, slack);
        if (columns[i] === j) expect(Math.abs(slack)).toBeLessThan(1e-12);
      }
    }
    expect(least).toBeGreaterThan(-1e-12);
    expect(prices).toBeCloseTo(cost, 10);
  });

  it("sorts points on a line", () => {
    const [x, y] = [seed(2).normalArray(80), seed(3).normalArray(80)];
    const costs = Array.from(x).flatMap((a) => Array.from(y, (b) => (a - b) ** 2));
    const sorted = y.slice().sort();
    const expected = x
      .slice()
      .sort()
      .reduce((sum, a, i) => sum + (a - sorted[i]!) ** 2, 0);
    expect(assignment(costs, 80).cost).toBeCloseTo(expected, 10);
  });

  it("refuses costs of another size or that are not finite", () => {
    expect(() => assignment([1, 2, 3], 2)).toThrow("costs has length 3; expected 4");
    expect(() => assignment([1, NaN, 3, 4], 2)).toThrow(RangeError);
    expect(() => assignment([], 0)).toThrow("n=0");
  });
});
