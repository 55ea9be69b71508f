import { describe, expect, it } from "vitest";
import { rows, seed, type NdArray } from "../../lib/core";
import {
  createFeatureAccumulator,
  extractStatistics,
  featureStatistics,
  type FeatureExtractor,
} from "../../lib/metrics";
import { expectClose } from "../contracts/close";
import { golden } from "../contracts/golden";

const { statistics } = golden<{
  statistics: { x: number[]; shape: number[]; mean: number[]; covariance: number[] };
}>("frechet");
const features = { data: Float32Array.from(statistics.x), shape: statistics.shape };
const D = statistics.shape[1]!;
const normal = (key: number, n: number, d: number): NdArray => ({
  data: seed(key).normalArray(n * d),
  shape: [n, d],
});

describe("featureStatistics", () => {
  it("are numpy's mean and covariance in float64", () => {
    const found = featureStatistics(features, "id");
    expect(found.count).toBe(statistics.shape[0]);
    expect(found.extractor).toBe("id");
    expectClose(found.mean, statistics.mean, { relative: 1e-14, absolute: 1e-15 });
    expectClose(found.covariance, statistics.covariance, { relative: 1e-13, absolute: 1e-14 });
  });

  it.each([1, 2, 3])("have a symmetric covariance, %i dimensions too", (d) => {
    const { mean, covariance } = featureStatistics(normal(d, 700, d), "id");
    expect(mean.length).toBe(d);
    for (let i = 0; i < d; i++) {
      for (let j = 0; j < d; j++) {
        expect(covariance[i * d + j]).toBe(covariance[j * d + i]);
        expect(Math.abs(covariance[i * d + j]! - +(i === j))).toBeLessThan(0.2);
      }
    }
  });

  it("cancel nothing when the mean is a million and the deviation below one", () => {
    const [n, step] = [5000, 1 / 16]; // the spacing of float32 there
    const data = Float32Array.from({ length: n }, (_, i) => 1e6 + (i % 5) * step);
    const { mean, covariance } = featureStatistics({ data, shape: [n, 1] }, "id");
    expect(mean[0]).toBeCloseTo(1e6 + 2 * step, 9);
    expect(covariance[0]! / ((2 * step * step * n) / (n - 1))).toBeCloseTo(1, 12);
  });

  it("refuse fewer than two samples and NaN", () => {
    expect(() => featureStatistics(normal(1, 1, 3), "id")).toThrow(
      "featureStatistics: 1 sample in features; expected at least 2.",
    );
    const bad = normal(1, 2, 3);
    bad.data[4] = NaN;
    expect(() => featureStatistics(bad, "id")).toThrow("features[1][1]=NaN");
  });
});

describe("createFeatureAccumulator", () => {
  const whole = featureStatistics(features, "id");
  const same = (found: typeof whole) => {
    expect(found.count).toBe(whole.count);
    expectClose(found.mean, whole.mean, { relative: 1e-13, absolute: 1e-14 });
    expectClose(found.covariance, whole.covariance, { relative: 1e-13, absolute: 1e-13 });
  };

  it("gives the same for any parts, empty ones included", () => {
    for (const cuts of [[0, 1, 60], [0, 0, 31, 31, 60], Array.from({ length: 61 }, (_, i) => i)]) {
      const accumulator = createFeatureAccumulator("id", D);
      cuts.slice(1).forEach((end, i) => accumulator.add(rows(features, cuts[i]!, end)));
      same(accumulator.statistics());
    }
  });

  it("merges: parts, nothing, and itself", () => {
    const parts = [
      [0, 13],
      [13, 13],
      [13, 60],
    ].map(([start, end]) => {
      const part = createFeatureAccumulator("id", D);
      part.add(rows(features, start!, end!));
      return part;
    });
    const all = createFeatureAccumulator("id", D);
    parts.forEach((part) => all.merge(part));
    same(all.statistics());
    expect(parts[0]!.count).toBe(13);
    all.merge(all);
    const twice = all.statistics();
    expect(twice.count).toBe(120);
    const factor = (2 * 59) / 119;
    expectClose(
      twice.covariance,
      whole.covariance.map((x) => x * factor),
      {
        relative: 1e-12,
        absolute: 1e-13,
      },
    );
  });

  it("hands out copies", () => {
    const accumulator = createFeatureAccumulator("id", D);
    accumulator.add(features);
    const first = accumulator.statistics();
    accumulator.add(normal(2, 50, D));
    same(first);
  });

  it("refuses what does not belong together", () => {
    const accumulator = createFeatureAccumulator("id", 3);
    expect(() => accumulator.statistics()).toThrow(
      "featureAccumulator: 0 samples so far; a covariance needs at least 2.",
    );
    expect(() => accumulator.add(normal(1, 2, 4))).toThrow(
      "featureAccumulator: features has shape [2, 4]; expected [any, 3].",
    );
    expect(() => accumulator.merge(createFeatureAccumulator("other", 3))).toThrow(
      "featureAccumulator: statistics of 'id' and of 'other'; use one extractor for both.",
    );
    expect(() => accumulator.merge(createFeatureAccumulator("id", 4))).toThrow(
      "featureAccumulator: 3 and 4 dimensions of 'id'",
    );
    expect(() => createFeatureAccumulator("", 3)).toThrow("extractor is empty; pass its id.");
    expect(() => createFeatureAccumulator("id", 0)).toThrow("dimensions=0");
  });

  it("takes a second or so of a processor for 60,000 features of 128 dimensions", () => {
    const part = normal(3, 2000, 128);
    const accumulator = createFeatureAccumulator("id", 128);
    accumulator.add(part); // compiled now
    const before = process.cpuUsage();
    for (let i = 0; i < 6; i++) accumulator.add(part);
    const seconds = process.cpuUsage(before).user / 1e6;
    expect(seconds * 5).toBeLessThan(6); // twice the aim: the machine may be busy
    expect(accumulator.count).toBe(14_000);
  });
});

describe("extractStatistics", () => {
  const sizes: number[] = [];
  const extractor: FeatureExtractor = {
    id: "row sums",
    dimensions: 2,
    extract: ({ data, shape }) => {
      sizes.push(shape[0]!);
      const n = shape[0]!;
      const sums = Float32Array.from({ length: 2 * n }, (_, i) => data[2 * i]! + data[2 * i + 1]!);
      return Promise.resolve({ data: sums, shape: [n, 2] });
    },
  };
  const images = { data: seed(5).normalArray(7 * 4), shape: [7, 2, 2, 1] };

  it("goes through the pictures batch after batch", async () => {
    const found = await extractStatistics(extractor, images, { batchSize: 3 });
    expect(sizes).toEqual([3, 3, 1]);
    const all = featureStatistics(await extractor.extract(images), "row sums");
    expect(found.count).toBe(7);
    expect(found.extractor).toBe("row sums");
    expectClose(found.covariance, all.covariance, { relative: 1e-13 });
  });

  it("refuses no pictures, and an extractor that breaks its word", async () => {
    await expect(extractStatistics(extractor, { ...images, shape: [7, 4] })).rejects.toThrow(
      "extractStatistics: images has shape [7, 4]",
    );
    await expect(extractStatistics(extractor, rows(images, 0, 1))).rejects.toThrow(
      "1 sample so far",
    );
    await expect(extractStatistics({ ...extractor, dimensions: 3 }, images)).rejects.toThrow(
      "extractStatistics: features has shape [7, 2]; expected [7, 3].",
    );
    await expect(extractStatistics(extractor, images, { batchSize: 0 })).rejects.toThrow(
      "extractStatistics: batchSize=0",
    );
  });
});
