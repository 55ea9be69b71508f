import { beforeAll, describe, expect, it } from "vitest";
import { type NdArray, ready, seed } from "../../lib/core";
import { sampleMean, sampleVariance, type Estimate } from "../../lib/math";
import { expectNoLeak } from "./leaks";

/** A metric of two sets of features, as the contract sees it. */
export interface SampleMetric {
  readonly name: string;
  /** What it says of two sets [m,D] and [n,D], as one number. Randomness comes from a fixed key. */
  measure(reference: NdArray, samples: NdArray): number | Promise<number>;
  /** Its value for two draws of one distribution, and how far it may be off there. */
  readonly same: { readonly value: number; readonly within: number };
  /** Whether it grows, or falls, as the samples move away. */
  readonly apart: "grows" | "falls";
  /** Samples that it needs at least. */
  readonly least: number;
}

/** Normal points around (shift, ..., shift). */
export function cloud(n: number, D: number, key: number, shift = 0): NdArray {
  const data = seed(key)
    .normalArray(n * D)
    .map((x) => x + shift);
  return { data, shape: [n, D] };
}

/** Two sets as golden files hold them. */
export interface StoredPair {
  x: number[];
  y: number[];
  shapes: [number[], number[]];
}

export const pairOf = ({ x, y, shapes }: StoredPair): [NdArray, NdArray] => [
  { data: Float32Array.from(x), shape: shapes[0] },
  { data: Float32Array.from(y), shape: shapes[1] },
];

/**
 * Estimates from many small draws are right on average, within five standard errors (6e-7), and claim an error no smaller
 * than their scatter.
 */
export function expectUnbiased(draws: readonly Estimate[], exact: number): void {
  const values = draws.map(({ estimate }) => estimate);
  const error = Math.sqrt(sampleVariance(values) / values.length);
  expect(Math.abs(sampleMean(values) - exact)).toBeLessThan(5 * error);
  const claimed = sampleMean(draws.map(({ standardError }) => standardError ** 2));
  expect(claimed / sampleVariance(values)).toBeGreaterThan(0.9);
  expect(claimed / sampleVariance(values)).toBeLessThan(3);
}

/** What every metric of two sets keeps. */
export function sampleMetricContract({ name, measure, same, apart, least }: SampleMetric): void {
  describe(`${name}, as every metric of two sets`, () => {
    const reference = cloud(200, 4, 1);
    const [equal, near, far] = [0, 1, 3].map((shift) => cloud(150, 4, 2, shift)) as [
      NdArray,
      NdArray,
      NdArray,
    ];

    beforeAll(async () => {
      await ready();
    });

    it("knows two draws of one distribution", async () => {
      expect(Math.abs((await measure(reference, equal)) - same.value)).toBeLessThan(same.within);
    });

    it(`${apart} as the samples move away`, async () => {
      const values = [
        await measure(reference, equal),
        await measure(reference, near),
        await measure(reference, far),
      ];
      const rising = [...values].sort((a, b) => a - b);
      expect(values).toEqual(apart === "grows" ? rising : rising.reverse());
      expect(new Set(values).size).toBe(3);
    });

    it("says the same twice, leaves its input alone and no tensor behind", async () => {
      const [before, first] = [near.data.slice(), await measure(reference, near)];
      await expectNoLeak(async () => {
        expect(await measure(reference, near)).toBe(first);
      });
      expect(near.data).toEqual(before);
    });

    it("does not ask for the order of the samples", async () => {
      const data = near.data.slice();
      for (let i = 0; i < 150; i++) data.set(near.data.subarray(4 * i, 4 * i + 4), 4 * (149 - i));
      const value = await measure(reference, { ...near, data });
      expect(value).toBeCloseTo(await measure(reference, near), 10);
    });

    it("refuses too few samples, other dimensions and what is not finite, by name", async () => {
      const refused = (samples: NdArray) =>
        expect((async () => measure(reference, samples))()).rejects;
      await refused(cloud(least - 1, 4, 3)).toThrow(/\b(at least|needs)\b/);
      await refused(cloud(150, 5, 3)).toThrow(/\b4\b.*\b5\b|\b5\b.*\b4\b/);
      const spoiled = near.data.slice();
      spoiled[7] = NaN;
      await refused({ ...near, data: spoiled }).toThrow(/\[1\]\[3\]=NaN/);
      spoiled[7] = Infinity;
      await refused({ ...near, data: spoiled }).toThrow(/\[1\]\[3\]=Infinity/);
    });
  });
}
