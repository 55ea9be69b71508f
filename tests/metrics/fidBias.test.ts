import { describe, expect, it } from "vitest";
import { rows, seed, type NdArray } from "../../lib/core";
import {
  featureStatistics,
  fid,
  fidCurve,
  fidInfinity,
  type FeatureStatistics,
} from "../../lib/metrics";
import { sampleMean, sampleVariance } from "../../lib/math";

const D = 4;
const normal = (key: number, n: number, shift = 0): NdArray => ({
  data: seed(key)
    .normalArray(n * D)
    .map((x) => x + shift),
  shape: [n, D],
});
/** N(0, 1) itself. */
const reference: FeatureStatistics = {
  count: 1e9,
  mean: new Float64Array(D),
  covariance: Float64Array.from({ length: D * D }, (_, at) => +(at % (D + 1) === 0)),
  extractor: "id",
};

describe("fidCurve", () => {
  it("falls as (D + D(D+1)/4)/N when the distributions are equal", async () => {
    const sizes = [50, 100, 400];
    const curve = await fidCurve(reference, normal(1, 20_000), {
      rng: seed(2),
      sizes,
      repeats: 200,
    });
    expect(curve.map(({ size }) => size)).toEqual(sizes);
    for (const { size, fid: value, values } of curve) {
      const error = Math.sqrt(sampleVariance(values) / values.length);
      const expected = (D + (D * (D + 1)) / 4) / size;
      // five standard errors (6e-7), and the next order in 1/N
      expect(Math.abs(value - expected)).toBeLessThan(5 * error + (3 * expected) / size);
      expect(value).toBeCloseTo(sampleMean(values), 14);
    }
  });

  it("ends at FID of all samples; 15 sizes from a tenth on unless told otherwise", async () => {
    const samples = normal(3, 300, 0.1);
    const curve = await fidCurve(reference, samples, { rng: seed(1) });
    expect(curve.length).toBe(15);
    expect(curve[0]!.size).toBe(30);
    const last = curve[14]!;
    expect(last.size).toBe(300);
    expect(last.fid).toBeCloseTo(await fid(reference, featureStatistics(samples, "id")), 12);
  });

  it("refuses sizes that don't rise within the samples", async () => {
    const refused = (options: object, samples = normal(1, 10)) =>
      expect(fidCurve(reference, samples, { rng: seed(1), ...options })).rejects;
    await refused({ sizes: [5] }).toThrow("fidCurve: 1 sizes; a line needs at least 2.");
    await refused({ sizes: [1, 5] }).toThrow("fidCurve: sizes[0]=1 is not an integer from 2 to 10");
    await refused({ sizes: [5, 5] }).toThrow("fidCurve: sizes[1]=5 is not an integer from 6 to 10");
    await refused({ sizes: [5, 11] }).toThrow("sizes[1]=11");
    await refused({ repeats: 0 }).toThrow("repeats=0");
    await refused({}, rows(normal(1, 10), 0, 3)).toThrow("fidCurve: 3 samples in samples");
    await refused({}, { data: new Float32Array(50), shape: [10, 5] }).toThrow(
      "fidCurve: samples have 5 dimensions and the reference 4; extract both with one network.",
    );
  });
});

describe("fidInfinity", () => {
  it("takes the bias away, and knows how far it is off", async () => {
    const shift = 0.3;
    const exact = D * shift ** 2;
    const sizes = [40, 60, 80, 100, 120, 140, 160, 180, 200];
    const found = [];
    const plain: number[] = [];
    for (let i = 0; i < 100; i++) {
      const samples = normal(100 + i, 200, shift);
      found.push(await fidInfinity(reference, samples, { rng: seed(i), sizes, splits: 4 }));
      plain.push(await fid(reference, featureStatistics(samples, "id")));
    }
    const values = found.map(({ estimate }) => estimate);
    const error = Math.sqrt(sampleVariance(values) / values.length);
    expect(Math.abs(sampleMean(values) - exact)).toBeLessThan(4 * error); // 6e-5
    const removed = plain.map((value, i) => value - values[i]!);
    const removedError = Math.sqrt(sampleVariance(removed) / removed.length);
    expect(sampleMean(removed)).toBeGreaterThan(4 * removedError);
    const claimed = sampleMean(found.map(({ standardError }) => standardError ** 2));
    expect(claimed / sampleVariance(values)).toBeGreaterThan(0.6); // 100 draws: 14 % standard error
    expect(claimed / sampleVariance(values)).toBeLessThan(1.8);
  });

  it("is the intercept of the line through its own curve", async () => {
    const options = { rng: seed(5), sizes: [40, 80], splits: 1 };
    const { estimate, slope, curve } = await fidInfinity(reference, normal(6, 80), options);
    const [a, b] = curve as [(typeof curve)[0], (typeof curve)[0]];
    expect(estimate + slope / 40).toBeCloseTo(a.fid, 13);
    expect(estimate + slope / 80).toBeCloseTo(b.fid, 13);
  });

  it("is what its key says, and refuses no splits and too few sizes", async () => {
    const at = (key: number, options = {}) =>
      fidInfinity(reference, normal(7, 60), { rng: seed(key), splits: 2, ...options });
    expect(await at(1)).toEqual(await at(1));
    expect((await at(1)).estimate).not.toBe((await at(2)).estimate);
    await expect(at(1, { splits: 0 })).rejects.toThrow("fidInfinity: splits=0");
    await expect(at(1, { sizes: [2, 3] })).rejects.toThrow(
      "fidInfinity: sizes [2, 3] halve to [2]; a line needs at least 2.",
    );
  });
});
