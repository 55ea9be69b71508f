import { describe, expect, it } from "vitest";
import { inceptionScore } from "../../lib/metrics";
import { meanEstimate } from "../../lib/math";
import { golden, type GoldenArray } from "../contracts/golden";
import { ndArrayOf, pointsOf } from "./samples";

interface InceptionCase {
  readonly probabilities: GoldenArray;
  readonly splits: number;
  readonly mean: number;
  readonly std: number;
}
const { inception } = golden<{ inception: InceptionCase[] }>("samples");

const oneHot = (n: number, K: number) =>
  pointsOf(
    Array.from({ length: n }, (_, i) => Array.from({ length: K }, (_, k) => +(i % K === k))),
  );

describe("inceptionScore", () => {
  it.each(inception)(
    "is that of NumPy, zeros and uneven splits included: $mean ± $std",
    ({ probabilities, splits, mean, std }) => {
      const score = inceptionScore(ndArrayOf(probabilities), { splits });
      expect(score.estimate).toBeCloseTo(mean, 12);
      expect(score.standardDeviation).toBeCloseTo(std, 12);
      expect(score.scores.length).toBe(splits);
    },
  );

  it("is 1 when all examples look alike and K when they are sure and evenly spread", () => {
    const alike = pointsOf(new Array<number[]>(40).fill([0.5, 0.25, 0.25, 0]));
    expect(inceptionScore(alike).estimate).toBeCloseTo(1, 14);
    const spread = inceptionScore(oneHot(100, 10));
    expect(spread.estimate).toBeCloseTo(10, 13);
    expect(spread.standardDeviation).toBeCloseTo(0, 13);
    expect(inceptionScore(oneHot(100, 1)).estimate).toBe(1);
  });

  it("takes the parts in order, 10 of them unless told", () => {
    // the first half holds one class, the second another: within a part all alike, together two classes
    const halves = pointsOf(Array.from({ length: 40 }, (_, i) => (i < 20 ? [1, 0] : [0, 1])));
    expect(inceptionScore(halves).scores.length).toBe(10);
    expect(inceptionScore(halves).estimate).toBe(1);
    expect(inceptionScore(halves, { splits: 1 }).estimate).toBeCloseTo(2, 14);
  });

  it("has both spreads over splits, and no error from one split", () => {
    const score = inceptionScore(ndArrayOf(inception[0]!.probabilities), { splits: 4 });
    expect(score.standardError).toBe(meanEstimate(score.scores).standardError);
    expect(score.standardError).toBeCloseTo(score.standardDeviation / Math.sqrt(3), 14);
    const whole = inceptionScore(oneHot(4, 2), { splits: 1 });
    expect([whole.standardError, whole.standardDeviation]).toEqual([NaN, 0]);
  });

  it("refuses what are no probabilities and more splits than examples", () => {
    expect(() => inceptionScore(pointsOf([[0.5, 0.4]]), { splits: 1 })).toThrow(
      /inceptionScore: row 0 of probabilities sums to 0\.9\d*; expected 1: pass a softmax, not logits\./,
    );
    expect(() => inceptionScore(pointsOf([[-0.5, 1.5]]), { splits: 1 })).toThrow(
      "inceptionScore: probabilities.data[0]=-0.5; expected a finite number from 0 to 1",
    );
    expect(() => inceptionScore(pointsOf([[NaN, 1]]), { splits: 1 })).toThrow("[0][0]=NaN");
    expect(() => inceptionScore(oneHot(9, 3))).toThrow(
      "inceptionScore: 9 examples for splits=10; pass at least as many, or fewer splits.",
    );
    expect(() => inceptionScore(oneHot(9, 3), { splits: 0 })).toThrow("splits=0");
  });
});
