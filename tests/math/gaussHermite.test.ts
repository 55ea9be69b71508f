import { describe, expect, it } from "vitest";
import { gaussHermite } from "../../lib/math";

describe("gaussHermite", () => {
  it.each([1, 2, 5, 20, 64, 128])("gives the normal moments up to degree 2n - 1, n = %i", (n) => {
    const { nodes, weights } = gaussHermite(n);
    let moment = 1; // (2k - 1)!!
    for (let k = 0; k < Math.min(n, 15); k++) {
      if (k > 0) moment *= 2 * k - 1;
      const sum = nodes.reduce((s, x, i) => s + weights[i]! * x ** (2 * k), 0);
      expect(Math.abs(sum / moment - 1)).toBeLessThan(1e-12);
      const odd = nodes.reduce((s, x, i) => s + weights[i]! * x ** (2 * k + 1), 0);
      expect(Math.abs(odd)).toBeLessThan(1e-12 * moment * (2 * k + 1));
    }
    expect([...nodes]).toEqual([...nodes].sort((a, b) => a - b));
    expect(new Set(nodes).size).toBe(n);
  });

  it("has the three-point rule: nodes 0 and ±√3, weights 2/3 and 1/6", () => {
    const { nodes, weights } = gaussHermite(3);
    expect(nodes[2]).toBeCloseTo(Math.sqrt(3), 14);
    expect([nodes[0], nodes[1]]).toEqual([-nodes[2]!, 0]);
    expect(weights[0]).toBeCloseTo(1 / 6, 14);
    expect(weights[1]).toBeCloseTo(2 / 3, 14);
  });

  it.each([0, 129, 2.5, NaN])("refuses n = %d", (n) => {
    expect(() => gaussHermite(n)).toThrow(
      `gaussHermite: n=${n} is not an integer from 1 to 128; pass one.`,
    );
  });
});
