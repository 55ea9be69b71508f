import { describe, expect, it } from "vitest";
import { Rng, seed } from "../../lib/core/rng";
import { slicedWasserstein, wasserstein1d } from "../../lib/metrics";
import { normalPoints, pointsOf } from "./samples";

describe("slicedWasserstein", () => {
  it("of a set moved by t is |t|/√D: SW_2² = |t|²/D", () => {
    // 4 standard errors, three draws: false alarm 2e-4
    for (const [i, D] of [2, 5, 20].entries()) {
      const x = normalPoints(50, D, 1);
      const moved = { ...x, data: x.data.map((v, at) => v + (at % D === 0 ? 3 : 1)) };
      const { estimate, power, standardError } = slicedWasserstein(x, moved, {
        directions: 2000,
        rng: seed(10 + i),
      });
      const expected = (9 + (D - 1)) / D;
      expect(Math.abs(power.estimate - expected) / power.standardError).toBeLessThan(4);
      expect(estimate).toBe(Math.sqrt(power.estimate));
      expect(standardError).toBeCloseTo(power.standardError / (2 * estimate), 14);
      expect(power.standardError / expected).toBeLessThan(0.05);
    }
  });

  it("between two points in the plane has mean |cos|^p: 2/π for p = 1", () => {
    const { estimate, standardError } = slicedWasserstein(pointsOf([[0, 0]]), pointsOf([[0, 2]]), {
      p: 1,
      directions: 4000,
      rng: seed(3),
    });
    expect(Math.abs(estimate - 4 / Math.PI) / standardError).toBeLessThan(4); // false alarm 6e-5
    expect(standardError).toBeLessThan(0.02);
  });

  it("in one dimension is the Wasserstein distance itself, for unequal sizes and any p", () => {
    const [x, y] = [normalPoints(31, 1, 4), normalPoints(17, 1, 5, 1)];
    for (const p of [1, 2, 3.5]) {
      const { estimate, standardError } = slicedWasserstein(x, y, {
        p,
        directions: 8,
        rng: seed(6),
      });
      expect(estimate).toBeCloseTo(wasserstein1d(x.data, y.data, p), 12);
      expect(standardError).toBeLessThan(1e-12);
    }
  });

  it("takes an axis where the draw has no direction", () => {
    class Zeros extends Rng {
      override normalArray(n: number): Float32Array {
        return new Float32Array(n);
      }
    }
    const [x, y] = [pointsOf([[0, 0]]), pointsOf([[3, 9]])];
    expect(slicedWasserstein(x, y, { rng: new Zeros([0, 0]) }).estimate).toBe(3);
  });

  it("is 0 with error 0 for a set and its permutation, and the same from the same key", () => {
    const x = normalPoints(10, 3, 7);
    const turned = { ...x, data: Float32Array.of(...x.data.subarray(3), ...x.data.subarray(0, 3)) };
    expect(slicedWasserstein(x, turned, { rng: seed(8) })).toEqual({
      estimate: 0,
      standardError: 0,
      power: { estimate: 0, standardError: 0 },
    });
    const y = normalPoints(12, 3, 9);
    const draw = (key: number) => slicedWasserstein(x, y, { rng: seed(key) }).estimate;
    expect(draw(1)).toBe(draw(1));
    expect(draw(1)).not.toBe(draw(2));
  });

  it("refuses sets and options that do not fit", () => {
    const x = normalPoints(3, 2, 1);
    const rng = seed(0);
    expect(() => slicedWasserstein(x, normalPoints(3, 3, 1), { rng })).toThrow(
      "slicedWasserstein: x has 2 dimensions and y 3",
    );
    expect(() => slicedWasserstein(x, x, { rng, p: 0 })).toThrow("slicedWasserstein: p=0");
    expect(() => slicedWasserstein(x, x, { rng, directions: 1 })).toThrow("directions=1");
    expect(() => slicedWasserstein(x, pointsOf([[NaN, 0]]), { rng })).toThrow("y[0][0]=NaN");
  });
});
