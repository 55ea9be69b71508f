import { describe, expect, it } from "vitest";
import { seed, type NdArray } from "../../lib/core";
import { selectRows, subsetWithMean } from "../../lib/metrics";

const meanOf = ({ data, shape }: NdArray): number[] => {
  const [n, D] = [shape[0]!, shape[1]!];
  return Array.from({ length: D }, (_, d) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += data[i * D + d]!;
    return sum / n;
  });
};

describe("subsetWithMean", () => {
  const line: NdArray = { data: Float32Array.from([0, 1, 2, 10, 11]), shape: [5, 1] };

  it("takes the row that is right, then the one that puts right what is left", () => {
    expect([...subsetWithMean(line, [0, 1, 2, 3, 4], 3, [2.4])]).toEqual([2, 1, 0]); // 2, then 2.8 - 1, then 4.2
    expect([...subsetWithMean(line, [4, 0, 3], 3, [5])].sort()).toEqual([0, 3, 4]);
  });

  it("comes far nearer to the mean than chance, and takes no row twice", () => {
    const [n, D, count] = [400, 6, 100];
    const features = { data: seed(1).normalArray(n * D), shape: [n, D] };
    const chosen = subsetWithMean(
      features,
      Array.from({ length: n }, (_, i) => i),
      count,
      [0.1, 0, 0, 0, 0, -0.1],
    );
    expect(new Set(chosen).size).toBe(count);
    meanOf(selectRows(features, chosen)).forEach((value, d) =>
      expect(Math.abs(value - [0.1, 0, 0, 0, 0, -0.1][d]!)).toBeLessThan(0.02),
    );
  });

  it("refuses too few candidates and rows that are not there", () => {
    expect(() => subsetWithMean(line, [0, 1], 3, [0])).toThrow("count=3");
    expect(() => subsetWithMean(line, [0, 5], 1, [0])).toThrow("candidate=5");
    expect(() => subsetWithMean(line, [0], 1, [0, 0])).toThrow("mean has length 2; expected 1");
  });
});
