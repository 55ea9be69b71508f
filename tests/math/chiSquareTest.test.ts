import { describe, expect, it } from "vitest";
import { seed } from "../../lib/core/rng";
import { chiSquareTail, chiSquareTest, kolmogorovSmirnovTest } from "../../lib/math";
import { golden } from "../contracts/golden";
import { expectRows, type GoldenRows } from "../contracts/goldenRows";

describe("chiSquareTest", () => {
  it("has the tail of a 60-digit computation", () => {
    const rows = golden<Record<string, GoldenRows>>("special").chiSquareTail!;
    expectRows(chiSquareTail, rows, { relative: 1e-12 });
  });

  it("adds up squares over expected counts", () => {
    const { statistic, pValue } = chiSquareTest([8, 12, 10], [10, 10, 10]);
    expect(statistic).toBeCloseTo(0.8, 15);
    expect(pValue).toBeCloseTo(Math.exp(-0.4), 15);
    expect(chiSquareTest([8, 12, 10], [10, 10, 10], 1).pValue).toBeCloseTo(
      chiSquareTail(0.8, 1),
      15,
    );
    expect(chiSquareTest([5, 5], [5, 5])).toEqual({ statistic: 0, pValue: 1 });
  });

  it("has p-values that are uniform when the claim is true", () => {
    const pValues = Array.from({ length: 400 }, (_, k) => {
      const counts = new Float64Array(8);
      seed(k)
        .integerArray(4000, { high: 8 })
        .forEach((i) => counts[i]!++);
      return chiSquareTest(
        counts,
        counts.map(() => 500),
      ).pValue;
    });
    expect(kolmogorovSmirnovTest(pValues, (p) => p).pValue).toBeGreaterThan(1e-4);
  });

  it("refuses bad arguments", () => {
    expect(() => chiSquareTest([1, 2], [3])).toThrow(
      "chiSquareTest: expected has length 1; expected 2.",
    );
    expect(() => chiSquareTest([3], [3])).toThrow(
      "chiSquareTest: 1 bins and 0 fitted parameters leave no freedom; use more bins.",
    );
    expect(() => chiSquareTest([1, 2], [3, 0])).toThrow("chiSquareTest: expected[1]=0");
    expect(() => chiSquareTest([1, 2], [3, 1])).toThrow(
      "chiSquareTest: counts sum to 3 and expected to 4; scale expected to the counts' sum.",
    );
    expect(() => chiSquareTest([-1, 2], [1, 1])).toThrow("chiSquareTest: counts[0]=-1");
    expect(() => chiSquareTest([], [])).toThrow("chiSquareTest: no counts");
    // Sums may differ by rounding, a millionth of the whole.
    expect(chiSquareTest([4000, 6000], [4000.003, 6000.003]).pValue).toBeCloseTo(1, 4);
    expect(() => chiSquareTest([4000, 6000], [4000.01, 6000.01])).toThrow("counts sum to 10000");
    expect(() => chiSquareTest([1, 1], [NaN, 1])).toThrow("chiSquareTest: expected[0]=NaN");
    expect(() => chiSquareTest([1, 1], [1, 1], -1)).toThrow("chiSquareTest: fitted=-1");
    expect(() => chiSquareTail(-1, 1)).toThrow("chiSquareTail: x=-1");
    expect(() => chiSquareTail(1, 0)).toThrow("chiSquareTail: freedom=0");
  });
});
