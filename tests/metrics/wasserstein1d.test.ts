import { describe, expect, it } from "vitest";
import { seed } from "../../lib/core/rng";
import { wasserstein1d } from "../../lib/metrics";
import { golden } from "../contracts/golden";

interface WassersteinCase {
  readonly x: number[];
  readonly y: number[];
  readonly p: number;
  readonly distance: number;
}
const { wasserstein } = golden<{ wasserstein: WassersteinCase[] }>("samples");

describe("wasserstein1d", () => {
  it.each(wasserstein)(
    "is that of SciPy (p = 1) and of the best coupling (p = $p): $distance",
    ({ x, y, p, distance }) => {
      expect(wasserstein1d(x, y, p)).toBeCloseTo(distance, 10);
      expect(wasserstein1d(y, x, p)).toBeCloseTo(distance, 10);
    },
  );

  it("is 0 between equal distributions, also of different sizes", () => {
    expect(wasserstein1d([3, 1, 2], [2, 3, 1], 2)).toBe(0);
    expect(wasserstein1d([1, 2], [2, 1, 1, 2, 1, 2], 3)).toBe(0);
    expect(wasserstein1d([0], [3])).toBe(3);
  });

  it("misses no mass where sizes share no factor", () => {
    const x = seed(1).normalArray(97);
    const y = new Float32Array(89).fill(5); // all mass goes to 5: W_1 = mean |x - 5|
    const mean = x.reduce((sum, v) => sum + Math.abs(v - 5), 0) / 97;
    expect(wasserstein1d(x, y)).toBeCloseTo(mean, 12);
  });

  it("leaves its arguments as they were", () => {
    const x = Float64Array.of(3, 1, 2);
    wasserstein1d(x, [1]);
    expect([...x]).toEqual([3, 1, 2]);
  });

  it("refuses what is no set or no distance", () => {
    expect(() => wasserstein1d([], [1])).toThrow("wasserstein1d: no x; pass at least one.");
    expect(() => wasserstein1d([1], [NaN])).toThrow("wasserstein1d: y[0]=NaN");
    expect(() => wasserstein1d([1], [1], 0.5)).toThrow("wasserstein1d: p=0.5");
  });
});
