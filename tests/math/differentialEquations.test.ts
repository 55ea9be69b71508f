import { describe, expect, it } from "vitest";
import { seed } from "../../lib/core";
import {
  eulerMaruyama,
  meanEstimate,
  solveOde,
  varianceEstimate,
  zTest,
  type OdeMethod,
} from "../../lib/math";
import { expectClose } from "../contracts/close";

/** dx/dt = -t x, x = exp(-t²/2); two coordinates of different size. */
const field = (x: Float64Array, t: number) => x.map((value) => -t * value);
const start = Float64Array.of(1, -3);

describe("solveOde", () => {
  it.each<[OdeMethod, number]>([
    ["euler", 1],
    ["heun", 2],
    ["rk4", 4],
  ])("%s has order %d, forwards and backwards", (method, order) => {
    for (const [from, to] of [
      [0, 1.5],
      [1.5, 0.5],
    ] as const) {
      const error = (steps: number) => {
        const end = solveOde(field, start, { from, to, steps, method }).at(-1)![1]!;
        return Math.abs(end + 3 * Math.exp((from * from - to * to) / 2));
      };
      expect(Math.log2(error(64) / error(128))).toBeGreaterThan(order - 0.15);
      expect(Math.log2(error(64) / error(128))).toBeLessThan(order + 0.15);
    }
  });

  it("keeps the whole path and leaves the start alone", () => {
    const path = solveOde(() => Float64Array.of(1, 2), start, { from: 0, to: 1, steps: 4 });
    expect(path.map((x) => [...x])).toEqual([
      [1, -3],
      [1.25, -2.5],
      [1.5, -2],
      [1.75, -1.5],
      [2, -1],
    ]);
    expect([...start]).toEqual([1, -3]);
  });

  it("says what is wrong", () => {
    const time = { from: 0, to: 1, steps: 2 };
    expect(() => solveOde(field, start, { ...time, method: "rk5" as never })).toThrow(
      "solveOde: no method 'rk5'; pass one of euler, heun, rk4.",
    );
    expect(() => solveOde(field, start, { ...time, steps: 0 })).toThrow("solveOde: steps=0");
    expect(() => solveOde(field, start, { ...time, to: NaN })).toThrow("solveOde: to=NaN");
    expect(() => solveOde(field, new Float64Array(0), time)).toThrow("solveOde: no x");
    expect(() => solveOde(() => Float64Array.of(1), start, time)).toThrow(
      "solveOde: f(x, t) has length 1; expected 2.",
    );
    expect(() => solveOde((x) => x.map((v) => 1e200 * v * v), start, time)).toThrow(
      "x after step 1[0]=",
    );
  });
});

describe("eulerMaruyama", () => {
  /** dx = -x dt + √2 dw: the scheme's own mean and variance are recursions. */
  const ou = { drift: (x: Float64Array) => x.map((v) => -v), diffusion: () => Math.SQRT2 };

  it("has the mean and variance of its own recursion (4 tests; false alarm of any: 4e-6)", () => {
    for (const steps of [5, 20]) {
      const h = 1 / steps;
      const points = new Float64Array(20_000).fill(2);
      const path = eulerMaruyama(ou, points, { from: 0, to: 1, steps, rng: seed(3) });
      let [mean, variance] = [2, 0];
      for (let i = 0; i < steps; i++)
        [mean, variance] = [(1 - h) * mean, (1 - h) ** 2 * variance + 2 * h];
      const [m, v] = [meanEstimate(path.at(-1)!), varianceEstimate(path.at(-1)!)];
      expect(zTest(m.estimate, mean, m.standardError).pValue).toBeGreaterThan(1e-6);
      expect(zTest(v.estimate, variance, v.standardError).pValue).toBeGreaterThan(1e-6);
    }
  });

  it("runs backwards in time with the noise of |h|", () => {
    const still = { drift: (x: Float64Array) => x.map(() => 0), diffusion: () => 1 };
    const points = new Float64Array(20_000);
    const path = eulerMaruyama(still, points, { from: 2, to: 0, steps: 4, rng: seed(4) });
    const v = varianceEstimate(path.at(-1)!);
    expect(zTest(v.estimate, 2, v.standardError).pValue).toBeGreaterThan(1e-6);
    const drifting = { drift: (x: Float64Array) => x.map(() => 1), diffusion: () => 0 };
    expect(
      eulerMaruyama(drifting, start, { from: 2, to: 0, steps: 4, rng: seed(4) }).at(-1),
    ).toEqual(Float64Array.of(-1, -5));
  });

  it("repeats itself, with independent noise in each step", () => {
    const options = { from: 0, to: 1, steps: 3, rng: seed(5) };
    const [a, b] = [eulerMaruyama(ou, start, options), eulerMaruyama(ou, start, options)];
    expectClose(a.at(-1)!, b.at(-1)!, {});
    const still = { drift: (x: Float64Array) => x.map(() => 0), diffusion: () => 1 };
    const moves = eulerMaruyama(still, start, options);
    expect(moves[1]![0]! - moves[0]![0]!).not.toBeCloseTo(moves[2]![0]! - moves[1]![0]!, 6);
  });

  it("says what is wrong", () => {
    const options = { from: 0, to: 1, steps: 2, rng: seed(1) };
    const short = { drift: () => Float64Array.of(0), diffusion: () => 1 };
    expect(() => eulerMaruyama(short, start, options)).toThrow(
      "eulerMaruyama: drift(x, t) has length 1; expected 2.",
    );
    expect(() => eulerMaruyama(ou, start, { ...options, from: Infinity })).toThrow(
      "eulerMaruyama: from=",
    );
  });
});
