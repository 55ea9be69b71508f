import { describe, expect, it } from "vitest";
import { Rng, seed } from "../../lib/core";
import {
  chiSquareScore,
  correlationScore,
  kolmogorov,
  KOLMOGOROV_LIMIT,
  mean,
  normalCdf,
} from "../contracts/statistics";

const keyOf = (rng: Rng) => rng.key.join();

describe("seed", () => {
  it("gives the same numbers every time, and others for another seed; 0 is a seed", () => {
    expect(seed(0).uniformArray(100)).toEqual(seed(0).uniformArray(100));
    expect(seed(0).uniformArray(100)).not.toEqual(seed(1).uniformArray(100));
    expect(seed(2 ** 40).uniformArray(4)).not.toEqual(seed(0).uniformArray(4));
  });

  it("does not change between versions of the library", () => {
    expect([...seed(0).words(2)]).toMatchInlineSnapshot(`
      [
        3010776830,
        3448285442,
      ]
    `);
    expect([...seed(5).fold("stem.weight").split(2)[1]!.words(2)]).toMatchInlineSnapshot(`
      [
        2226103006,
        185961618,
      ]
    `);
  });

  it.each([-1, 0.5, NaN, 2 ** 53])("refuses %d", (value) => {
    expect(() => seed(value)).toThrow(`seed: value=${value} is not an integer of at least 0`);
  });
});

describe("keys", () => {
  it("are all different: 10,000 of split, fold by number and fold by name", () => {
    const root = seed(1);
    const keys = [
      root,
      ...root.split(3000),
      ...Array.from({ length: 3000 }, (_, i) => root.fold(i)),
      ...Array.from({ length: 3999 }, (_, i) => root.fold(`layer${i}`)),
    ];
    expect(new Set(keys.map(keyOf)).size).toBe(keys.length);
  });

  it("are those of any longer split as well", () => {
    expect(seed(1).split(2).map(keyOf)).toEqual(seed(1).split(5).slice(0, 2).map(keyOf));
  });

  it("name other keys for other names, prefixes and non-Latin letters included", () => {
    const names = ["a", "aa", "ab", "ba", "é", "ö", "日本", "a.b", "ab."];
    expect(new Set(names.map((name) => keyOf(seed(3).fold(name)))).size).toBe(names.length);
    expect(keyOf(seed(3).fold("日本"))).toBe(keyOf(seed(3).fold("日本")));
  });

  it("refuse a count or a number that is none", () => {
    expect(() => seed(0).split(0)).toThrow(
      "rng.split: n=0 is not an integer of at least 1; pass one.",
    );
    expect(() => seed(0).fold(-1)).toThrow("rng.fold: data=-1 is not an integer of at least 0");
    expect(() => seed(0).fold(0.5)).toThrow("rng.fold: data=0.5");
  });

  /** 32 pairs, each score standard normal: all within 4.7 but once in 12,000 keys. */
  it("give independent numbers: parent, children and siblings do not correlate", () => {
    const root = seed(17);
    const family = [
      root,
      ...root.split(2),
      root.fold(0),
      root.fold(1),
      root.fold("x"),
      root.fold(0).fold(0),
    ];
    const draws = family.map((rng) => rng.normalArray(10_000));
    for (let i = 0; i < draws.length; i++) {
      for (let j = 0; j < i; j++) {
        expect(Math.abs(correlationScore(draws[i]!, draws[j]!))).toBeLessThan(4.7);
      }
    }
  });
});

/** False-alarm rate of each test below: 1e-4. */
describe("distributions", () => {
  const n = 50_000;

  it("uniform on [0, 1)", () => {
    const draws = seed(21).uniformArray(n);
    expect(Math.min(...draws)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...draws)).toBeLessThan(1);
    expect(kolmogorov(draws, (x) => x)).toBeLessThan(KOLMOGOROV_LIMIT);
    const neighbours = correlationScore(draws.slice(0, -1), draws.slice(1));
    expect(Math.abs(neighbours)).toBeLessThan(3.9);
  });

  it("standard normal, sines and cosines independent", () => {
    const draws = seed(22).normalArray(n);
    expect(kolmogorov(draws, normalCdf)).toBeLessThan(KOLMOGOROV_LIMIT);
    const sines = draws.filter((_, i) => i % 2 === 0);
    const cosines = draws.filter((_, i) => i % 2 === 1);
    expect(Math.abs(correlationScore(sines, cosines))).toBeLessThan(3.9);
    const squared = (values: Float32Array) => values.map((x) => x * x);
    expect(Math.abs(correlationScore(squared(sines), squared(cosines)))).toBeLessThan(3.9);
  });

  it("the first number of successive keys", () => {
    const first = Float32Array.from({ length: n }, (_, i) => seed(23).fold(i).uniformArray(1)[0]!);
    expect(kolmogorov(first, (x) => x)).toBeLessThan(KOLMOGOROV_LIMIT);
  });

  it("an odd count of normals is the even count cut", () => {
    expect(seed(1).normalArray(7)).toEqual(seed(1).normalArray(8).slice(0, 7));
    expect(seed(1).normalArray(0)).toEqual(new Float32Array(0));
  });

  it("integers cover the range evenly", () => {
    const counts = new Float64Array(10);
    for (const i of seed(24).integerArray(n, { low: -4, high: 6 })) counts[i + 4]!++;
    expect(chiSquareScore(counts)).toBeLessThan(5.6); // chi-square of 9 degrees of freedom above 32.8
  });

  it("refuses an empty range, and one that does not fit 32 bits", () => {
    expect(() => seed(0).integerArray(1, { low: 3, high: 3 })).toThrow("rng.integers: high=3");
    expect(() => seed(0).integerArray(1, { high: 2 ** 32 })).toThrow(
      "rng.integers: high=4294967296",
    );
    expect(() => seed(0).integerArray(-1, { high: 2 })).toThrow("rng: n=-1");
  });
});

describe("permutation", () => {
  it("contains everything once", () => {
    const order = seed(31).permutation(1000);
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
    expect(seed(31).permutation(0)).toEqual(new Uint32Array(0));
  });

  it("makes the 24 orders of four things equally likely", () => {
    const counts = new Map<string, number>();
    for (let i = 0; i < 12_000; i++) {
      const order = seed(32).fold(i).permutation(4).join("");
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    expect(chiSquareScore([...counts.values()])).toBeLessThan(5); // 23 degrees of freedom above 56.9: rate 1e-4
  });

  it("moves a value to every place on average", () => {
    const places = Array.from({ length: 4000 }, (_, i) =>
      seed(33).fold(i).permutation(101).indexOf(7),
    );
    // Mean 50, standard deviation of the mean 29.15 / √4000 = 0.46; 3.9 of them.
    expect(Math.abs(mean(places) - 50)).toBeLessThan(1.8);
  });
});
