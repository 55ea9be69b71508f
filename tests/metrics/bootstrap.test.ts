import { describe, expect, it } from "vitest";
import { seed, type NdArray } from "../../lib/core";
import { bootstrap } from "../../lib/metrics";
import { meanEstimate, sampleMean } from "../../lib/math";

const sample = (key: number, n: number): NdArray => ({
  data: seed(key).normalArray(n),
  shape: [n, 1],
});
const mean = ({ data }: NdArray) => sampleMean(data);

describe("bootstrap", () => {
  it("of a mean finds s/√n and the normal interval", async () => {
    const features = sample(1, 200);
    const found = await bootstrap(features, mean, { rng: seed(2), repeats: 2000 });
    const { estimate, standardError } = meanEstimate(features.data);
    expect(found.estimate).toBe(estimate);
    const expected = standardError * Math.sqrt(199 / 200);
    expect(Math.abs(found.standardError / expected - 1)).toBeLessThan(4 / Math.sqrt(2 * 2000)); // 6e-5
    expect(Math.abs(found.low - (estimate - 1.96 * standardError))).toBeLessThan(
      0.25 * standardError,
    );
    expect(Math.abs(found.high - (estimate + 1.96 * standardError))).toBeLessThan(
      0.25 * standardError,
    );
    expect(found.values).toEqual(found.values.slice().sort());
  });

  it("covers the truth about as often as it says", async () => {
    let covered = 0;
    for (let i = 0; i < 300; i++) {
      const options = { rng: seed(i), repeats: 200, level: 0.8 };
      const { low, high } = await bootstrap(sample(1000 + i, 50), mean, options);
      if (low <= 0 && 0 <= high) covered++;
    }
    expect(covered / 300).toBeGreaterThan(0.8 - 4 * Math.sqrt(0.16 / 300)); // below 1e-4
    expect(covered / 300).toBeLessThan(0.8 + 4 * Math.sqrt(0.16 / 300));
  });

  it("draws whole rows, as many as there are, and waits for a promise", async () => {
    const pairs = { data: Float32Array.of(1, 10, 2, 20, 3, 30), shape: [3, 2] };
    const seen = new Set<number>();
    await bootstrap(
      pairs,
      ({ data, shape }) => {
        expect(shape).toEqual([3, 2]);
        for (let i = 0; i < 6; i += 2) {
          expect(data[i + 1]).toBe(10 * data[i]!);
          seen.add(data[i]!);
        }
        return Promise.resolve(data[0]!);
      },
      { rng: seed(1), repeats: 20 },
    );
    expect([...seen].sort()).toEqual([1, 2, 3]);
  });

  it("is what its key says", async () => {
    const values = async (key: number) =>
      (await bootstrap(sample(1, 20), mean, { rng: seed(key), repeats: 10 })).values;
    expect(await values(1)).toEqual(await values(1));
    expect(await values(1)).not.toEqual(await values(2));
  });

  it("refuses one row, one repeat, and a statistic that is no number", async () => {
    const rng = seed(1);
    await expect(bootstrap(sample(1, 1), mean, { rng })).rejects.toThrow(
      "bootstrap: 1 sample in features; expected at least 2.",
    );
    await expect(bootstrap(sample(1, 5), mean, { rng, repeats: 1 })).rejects.toThrow(
      "bootstrap: repeats=1",
    );
    await expect(bootstrap(sample(1, 5), mean, { rng, level: 1.5 })).rejects.toThrow(
      "bootstrap: level=1.5; expected a finite number from 0 to 1.",
    );
    await expect(bootstrap(sample(1, 5), () => NaN, { rng })).rejects.toThrow(
      "bootstrap: statistic=NaN",
    );
  });
});
