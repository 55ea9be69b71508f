import { describe, expect, it } from "vitest";
import { classAccuracy, shareEstimate } from "../../lib/metrics";

describe("classAccuracy", () => {
  it("counts over all and for each class asked for, by rising label", () => {
    const { overall, perClass } = classAccuracy(
      [7, 1, 3, 7, 0, 7],
      Uint8Array.of(7, 1, 7, 7, 1, 3),
    );
    expect(overall).toEqual(shareEstimate(3, 6));
    expect(perClass).toEqual([
      { label: 1, ...shareEstimate(1, 2) },
      { label: 3, ...shareEstimate(0, 1) },
      { label: 7, ...shareEstimate(2, 3) },
    ]);
  });

  it("adds up: the classes' counts are the overall ones", () => {
    const labels = Array.from({ length: 100 }, (_, i) => i % 10);
    const { overall, perClass } = classAccuracy(labels, labels);
    expect(overall.estimate).toBe(1);
    expect(perClass.reduce((sum, { count }) => sum + count, 0)).toBe(overall.count);
    expect(perClass.map(({ label }) => label)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it("refuses what are no labels", () => {
    expect(() => classAccuracy([], [])).toThrow("classAccuracy: no examples; pass at least one.");
    expect(() => classAccuracy([1], [1, 2])).toThrow(
      "classAccuracy: predicted has length 1; expected 2.",
    );
    expect(() => classAccuracy([1, 0.5], [1, 2])).toThrow("classAccuracy: predicted[1]=0.5");
    expect(() => classAccuracy([1], [-1])).toThrow("classAccuracy: asked[0]=-1");
  });
});
