import { describe, expect, it } from "vitest";
import { precisionRecall } from "../../lib/metrics";
import { sampleMean, sampleVariance } from "../../lib/math";
import { golden, type GoldenArray } from "../contracts/golden";
import { ndArrayOf, normalPoints, pointsOf } from "./samples";

interface NeighbourCase {
  readonly k: number;
  readonly real: GoldenArray;
  readonly generated: GoldenArray;
  readonly precision: number;
  readonly recall: number;
}
const { neighbours } = golden<{ neighbours: NeighbourCase[] }>("samples");

describe("precisionRecall", () => {
  it.each(neighbours)("is that of the package prdc: k = $k, $precision, $recall", (given) => {
    const { precision, recall, k } = precisionRecall(
      ndArrayOf(given.real),
      ndArrayOf(given.generated),
      { k: given.k },
    );
    expect([precision.estimate, recall.estimate, k]).toEqual([
      given.precision,
      given.recall,
      given.k,
    ]);
    expect(precision.total).toBe(given.generated.shape[0]);
    expect(recall.total).toBe(given.real.shape[0]);
  });

  it("is 1 and 1 for equal sets, 0 and 0 for distant ones", () => {
    const x = normalPoints(50, 4, 1);
    const equal = precisionRecall(x, x);
    expect([equal.precision.estimate, equal.recall.estimate, equal.k]).toEqual([1, 1, 3]);
    const apart = precisionRecall(x, normalPoints(60, 4, 2, 100));
    expect([apart.precision.estimate, apart.recall.estimate]).toEqual([0, 0]);
    expect(apart.precision.interval[1]).toBeGreaterThan(0.05); // 0 of 60 is not proof of 0
  });

  it("counts the border as inside, as eq. 1 does", () => {
    const real = pointsOf([[0], [1]]);
    const { precision, recall } = precisionRecall(real, pointsOf([[2], [3.5]]), { k: 1 });
    expect([precision.estimate, recall.estimate]).toEqual([0.5, 0.5]);
  });

  it("exchanges its two values when the sets are exchanged", () => {
    const [x, y] = [normalPoints(40, 3, 3), normalPoints(70, 3, 4, 1)];
    const [there, back] = [precisionRecall(x, y), precisionRecall(y, x)];
    expect(there.precision).toEqual(back.recall);
    expect(there.recall).toEqual(back.precision);
  });

  it("loses recall, not precision, when a mode is dropped", () => {
    const two = {
      data: normalPoints(200, 2, 5).data.map((z, i) => z + (i < 200 ? 0 : 50)),
      shape: [200, 2],
    };
    const { precision, recall } = precisionRecall(two, normalPoints(200, 2, 6), { k: 3 });
    expect(precision.estimate).toBeGreaterThan(0.9);
    expect(recall.estimate).toBeGreaterThan(0.4);
    expect(recall.estimate).toBeLessThanOrEqual(0.5);
  });

  it("has the binomial standard error", () => {
    const { precision } = precisionRecall(normalPoints(50, 2, 7), normalPoints(80, 2, 8, 2));
    const p = precision.estimate;
    expect(p).toBeGreaterThan(0);
    expect(p).toBeLessThan(1);
    expect(precision.standardError).toBeCloseTo(Math.sqrt((p * (1 - p)) / 80), 15);
  });

  it("has an error as large as it says, over generated sets against the same real one", () => {
    const real = normalPoints(100, 2, 9);
    const runs = Array.from({ length: 100 }, (_, i) =>
      precisionRecall(real, normalPoints(100, 2, 200 + i, 1)),
    );
    const spread = sampleVariance(runs.map(({ precision }) => precision.estimate));
    const claimed = sampleMean(runs.map(({ precision }) => precision.standardError ** 2));
    // 99 s²/σ² is χ² with 99 degrees of freedom: outside 99 ± 4 √198 with probability 2.6e-4
    expect(Math.abs(spread / claimed - 1)).toBeLessThan(4 * Math.sqrt(2 / 99));
  });

  it("refuses sets without a k-th neighbour and different dimensions", () => {
    const [few, many] = [normalPoints(3, 2, 1), normalPoints(4, 2, 2)];
    expect(() => precisionRecall(few, many)).toThrow(
      "precisionRecall: 3 points in real; the neighbour number k=3 needs at least 4.",
    );
    expect(() => precisionRecall(many, few)).toThrow("3 points in generated");
    expect(() => precisionRecall(many, many, { k: 0 })).toThrow("precisionRecall: k=0");
    expect(() => precisionRecall(many, normalPoints(9, 3, 1))).toThrow(
      "precisionRecall: real has 2 dimensions and generated 3",
    );
    expect(() => precisionRecall(many, pointsOf([[NaN, 1]]))).toThrow("generated[0][0]=NaN");
  });
});
