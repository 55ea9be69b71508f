import { beforeAll, describe, expect, it } from "vitest";
import { ready, seed } from "../../lib/core";
import { toy2d, toyNames } from "../../lib/datasets";
import { chiSquareScore, mean } from "../contracts/statistics";

beforeAll(async () => {
  await ready();
});

describe.each([...toyNames])("%s", (name) => {
  const data = toy2d(name, 4000, seed(1));

  it("has finite points around [-2, 2]², the same for the same key", () => {
    expect(data.points.length).toBe(8000);
    expect(data.points.every((value) => Math.abs(value) < 2.6)).toBe(true);
    expect(toy2d(name, 4000, seed(1)).points).toEqual(data.points);
    expect(toy2d(name, 4000, seed(2)).points).not.toEqual(data.points);
    expect(toy2d(name, 4000, seed(2)).id).not.toBe(data.id);
  });

  it("hands out points by index and refuses others", () => {
    const x = data.batch([5, 0]);
    expect([...x.dataSync()]).toEqual([
      ...data.points.subarray(10, 12),
      ...data.points.subarray(0, 2),
    ]);
    expect(x.shape).toEqual([2, 2]);
    x.dispose();
    expect(() => data.batch([4000])).toThrow("toy2d: index=4000 is not an integer from 0 to 3999");
  });
});

describe("densities", () => {
  it.each(["eightGaussians", "checkerboard"] as const)("%s integrates to 1", (name) => {
    const { logDensity } = toy2d(name, 1, seed(0));
    const h = 0.02;
    let total = 0;
    for (let x = -3 + h / 2; x < 3; x += h) {
      for (let y = -3 + h / 2; y < 3; y += h) total += Math.exp(logDensity!(x, y)) * h * h;
    }
    expect(total).toBeCloseTo(1, 4);
  });

  /** Mean log-density of draws against the entropy: 3.9 standard errors, false-alarm rate 1e-4. */
  it("of eight Gaussians is that of its points", () => {
    const { points, logDensity } = toy2d("eightGaussians", 20_000, seed(3));
    const logs = Float64Array.from({ length: 20_000 }, (_, i) =>
      logDensity!(points[2 * i]!, points[2 * i + 1]!),
    );
    // The components hardly overlap: entropy log 8 + log(2 π e σ²).
    const entropy = Math.log(8) + Math.log(2 * Math.PI * Math.E * 0.15 ** 2);
    const m = mean(logs);
    const deviation = Math.sqrt(mean(logs.map((l) => (l - m) ** 2)));
    expect(Math.abs(m + entropy)).toBeLessThan((3.9 * deviation) / Math.sqrt(20_000) + 1e-3);
  });

  it("of the checkerboard is that of its points: all in dark cells, evenly", () => {
    const { points, logDensity } = toy2d("checkerboard", 16_000, seed(4));
    const counts = new Map<string, number>();
    for (let i = 0; i < points.length; i += 2) {
      const [x, y] = [points[i]!, points[i + 1]!];
      expect(logDensity!(x, y)).toBeCloseTo(-Math.log(8), 12);
      const cell = `${Math.floor(x)},${Math.floor(y)}`;
      counts.set(cell, (counts.get(cell) ?? 0) + 1);
    }
    expect(counts.size).toBe(8);
    expect(chiSquareScore([...counts.values()])).toBeLessThan(5.9); // 7 degrees of freedom above 29.1: rate 1e-4
    expect(logDensity!(-1.5, -0.5)).toBe(-Infinity);
    expect(logDensity!(5, 5)).toBe(-Infinity);
  });

  it("refuses an unknown name and an empty count", () => {
    expect(() => toy2d("moons" as "twoMoons", 1, seed(0))).toThrow(
      "toy2d: no density 'moons'; pass one of twoMoons, eightGaussians, swissRoll, checkerboard, pinwheel.",
    );
    expect(() => toy2d("pinwheel", 0, seed(0))).toThrow(
      "toy2d: count=0 is not an integer of at least 1",
    );
  });
});
