import { beforeAll, describe, expect, it } from "vitest";
import { ready } from "../../lib/core";
import { seed } from "../../lib/core/rng";
import { toy2d, toyNames, type ToyName } from "../../lib/datasets/toy2d";

const COUNT = 20_000;

beforeAll(async () => {
  await ready();
});

describe.each(toyNames)("toy2d %s", (name) => {
  const data = toy2d(name, COUNT, seed(1));

  it("gives the same points for the same key and others for another", () => {
    expect(toy2d(name, COUNT, seed(1)).points).toEqual(data.points);
    expect(toy2d(name, COUNT, seed(2)).points).not.toEqual(data.points);
  });

  it("lies within [-3, 3] squared, centred", () => {
    expect(data.points.every((value) => Math.abs(value) < 3)).toBe(true);
    const mean = (axis: number) =>
      data.points.filter((_, i) => i % 2 === axis).reduce((a, b) => a + b, 0) / COUNT;
    expect(Math.abs(mean(0))).toBeLessThan(0.3);
    expect(Math.abs(mean(1))).toBeLessThan(0.3);
  });

  it("hands out the points that are asked for", () => {
    const batch = data.batch([3, 0]);
    expect(batch.shape).toEqual([2, 2]);
    expect([...batch.dataSync()]).toEqual([...data.points.slice(6, 8), ...data.points.slice(0, 2)]);
    batch.dispose();
  });

  it("has a density, where it claims one, that integrates to 1 and fits the points", () => {
    const { logDensity } = data;
    if (logDensity === undefined) return;
    const step = 0.02;
    const inCell = (x: number, y: number) => Math.abs(x) < 0.5 && Math.abs(y - 1.5) < 0.5;
    let total = 0;
    let cell = 0;
    for (let x = -3 + step / 2; x < 3; x += step) {
      for (let y = -3 + step / 2; y < 3; y += step) {
        const mass = Math.exp(logDensity(x, y)) * step * step;
        total += mass;
        if (inCell(x, y)) cell += mass;
      }
    }
    expect(total).toBeCloseTo(1, 3);
    let hits = 0;
    for (let i = 0; i < COUNT; i++) {
      if (inCell(data.points[2 * i]!, data.points[2 * i + 1]!)) hits++;
    }
    const deviation = Math.sqrt((cell * (1 - cell)) / COUNT);
    expect(Math.abs(hits / COUNT - cell) / deviation).toBeLessThan(5); // false alarm 6e-7
  });
});

describe("toy2d", () => {
  it("has eight equally likely modes in the ring", () => {
    const { points } = toy2d("eightGaussians", COUNT, seed(3));
    const counts = new Array<number>(8).fill(0);
    for (let i = 0; i < COUNT; i++) {
      const angle = Math.atan2(points[2 * i + 1]!, points[2 * i]!);
      counts[(Math.round((angle / (2 * Math.PI)) * 8) + 8) % 8]!++;
    }
    const chiSquare = counts.reduce((sum, n) => sum + (n - COUNT / 8) ** 2 / (COUNT / 8), 0);
    expect(chiSquare).toBeLessThan(40.5); // 7 degrees of freedom, false alarm 1e-6
  });

  it("fills only the dark squares of the board, all eight of them", () => {
    const { points, logDensity } = toy2d("checkerboard", COUNT, seed(4));
    const cells = new Set<string>();
    for (let i = 0; i < COUNT; i++) {
      const [x, y] = [points[2 * i]!, points[2 * i + 1]!];
      expect(logDensity!(x, y)).toBe(-Math.log(8));
      cells.add(`${Math.floor(x)},${Math.floor(y)}`);
    }
    expect(cells.size).toBe(8);
  });

  it("names the densities there are, and refuses an empty set", () => {
    expect(() => toy2d("threeMoons" as ToyName, 10, seed(0))).toThrow(
      "toy2d: no density 'threeMoons'; pass one of twoMoons, eightGaussians",
    );
    expect(() => toy2d("twoMoons", 0, seed(0))).toThrow(
      "toy2d: count=0 is not an integer of at least 1",
    );
  });
});
