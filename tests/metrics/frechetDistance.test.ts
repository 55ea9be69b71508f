import { describe, expect, it } from "vitest";
import { seed } from "../../lib/core";
import {
  featureStatistics,
  fid,
  frechetDistance,
  frechetTerms,
  type FeatureStatistics,
  type Moments,
} from "../../lib/metrics";
import { golden } from "../contracts/golden";

interface Given {
  mean: number[];
  covariance: number[];
}
interface Pair {
  name: string;
  a: Given;
  b: Given;
  mean: number;
  covariance: number;
}
interface Packages {
  x: number[];
  y: number[];
  shapes: [number[], number[]];
  "pytorch-fid": number;
  "torch-fidelity": number;
}
const { pairs, packages } = golden<{ pairs: Pair[]; packages: Packages[] }>("frechet");
const moments = ({ mean, covariance }: Given): Moments => ({
  mean,
  covariance: Float64Array.from(covariance),
});
const diagonal = (mean: number[], ...variances: number[]): Moments => {
  const n = variances.length;
  const covariance = new Float64Array(n * n);
  variances.forEach((v, i) => (covariance[i * n + i] = v));
  return { mean, covariance };
};
const sizeOf = ({ covariance, mean }: Moments) =>
  Array.from(mean, (_, i) => covariance[i * mean.length + i]!).reduce((a, b) => a + b);

describe("frechetTerms", () => {
  it.each(pairs)("have the digits of 40-digit algebra: $name", async (pair) => {
    const [a, b] = [moments(pair.a), moments(pair.b)];
    const rounding = 1e-13 * (sizeOf(a) + sizeOf(b));
    const found = await frechetTerms(a, b);
    expect(found.mean).toBe(pair.mean);
    expect(Math.abs(found.covariance - pair.covariance)).toBeLessThanOrEqual(rounding);
    expect(found.total).toBe(found.mean + found.covariance);
    expect(await frechetDistance(a, b)).toBe(found.total);
  });
});

describe("frechetDistance", () => {
  it("of diagonal covariances is |μ1 - μ2|² + Σ (σ1 - σ2)²", async () => {
    const [a, b] = [diagonal([1, 2, 3], 4, 9, 0), diagonal([0, 2, 5], 1, 25, 4)];
    expect(await frechetDistance(a, b)).toBeCloseTo(1 + 4 + 1 + 4 + 4, 13);
  });

  it.each(pairs)(
    "is symmetric, 0 between equals, and blind to a shift of both: $name",
    async (pair) => {
      const [a, b] = [moments(pair.a), moments(pair.b)];
      const rounding = 1e-13 * (sizeOf(a) + sizeOf(b) + pair.mean);
      const there = await frechetDistance(a, b);
      expect(Math.abs((await frechetDistance(b, a)) - there)).toBeLessThanOrEqual(rounding);
      for (const m of [a, b]) {
        expect(Math.abs(await frechetDistance(m, m))).toBeLessThanOrEqual(rounding);
      }
      const moved = (m: Moments) => ({ ...m, mean: Array.from(m.mean, (x, i) => x + i) });
      expect(Math.abs((await frechetDistance(moved(a), moved(b))) - there)).toBeLessThanOrEqual(
        rounding,
      );
    },
  );

  it("moves by |Δ|² when one mean moves by Δ", async () => {
    const a = moments(pairs[0]!.a);
    const b = { ...a, mean: Array.from(a.mean, (x) => x + 2) };
    expect(await frechetDistance(a, b)).toBeCloseTo(4 * a.mean.length, 11);
  });

  it("refuses what is no pair of normal distributions", async () => {
    const one = diagonal([0], 1);
    const refused = (b: Moments) => expect(frechetDistance(one, b)).rejects;
    await refused(diagonal([0, 1], 1, 1)).toThrow(
      "frechetDistance: b.mean has length 2; expected 1.",
    );
    await refused({ mean: [NaN], covariance: one.covariance }).toThrow("b.mean[0]=NaN");
    await refused({ mean: [0], covariance: Float64Array.of(Infinity) }).toThrow(
      "frechetDistance: b.covariance[0]=Infinity",
    );
    await refused(diagonal([0], -1)).toThrow("not positive semi-definite");
    await refused({ mean: [0], covariance: Float64Array.of(1, 2) }).toThrow(
      "b.covariance has length 2; expected 1.",
    );
  });
});

describe("fid", () => {
  it.each(packages)("agrees with pytorch-fid and torch-fidelity to 1e-9", async (given) => {
    const statistics = (data: number[], shape: number[]) =>
      featureStatistics({ data: Float32Array.from(data), shape }, "id");
    const value = await fid(
      statistics(given.x, given.shapes[0]),
      statistics(given.y, given.shapes[1]),
    );
    expect(Math.abs(value / given["pytorch-fid"] - 1)).toBeLessThan(1e-9);
    expect(Math.abs(value / given["torch-fidelity"] - 1)).toBeLessThan(1e-9);
  });

  it("is 0 between equals when there are fewer samples than dimensions", async () => {
    const features = { data: seed(1).normalArray(10 * 40), shape: [10, 40] };
    const statistics = featureStatistics(features, "id");
    expect(Math.abs(await fid(statistics, statistics))).toBeLessThan(1e-11);
  });

  it("refuses statistics that cannot be compared", async () => {
    const features = { data: seed(2).normalArray(40), shape: [10, 4] };
    const statistics = featureStatistics(features, "id");
    const refused = (changes: Partial<FeatureStatistics>) =>
      expect(fid(statistics, { ...statistics, ...changes })).rejects;
    await refused({ extractor: "other" }).toThrow(
      "fid: statistics of 'id' and of 'other'; use one extractor for both.",
    );
    await refused({ count: 1 }).toThrow(
      "fid: samples.count=1; expected statistics of at least 2 samples.",
    );
    await refused({ mean: Float64Array.of(1, 2, 3, NaN) }).toThrow("fid: samples.mean[3]=NaN");
    await refused({ mean: new Float64Array(3), covariance: new Float64Array(9) }).toThrow(
      "fid: 4 and 3 dimensions of 'id'; use one extractor for both.",
    );
    await refused({ covariance: new Float64Array(9) }).toThrow(
      "fid: samples.covariance has length 9; expected 16.",
    );
  });
});
