import { describe, expect, it } from "vitest";
import { zTest } from "../../lib/math";

describe("zTest", () => {
  it("has the two-sided probabilities of the normal distribution", () => {
    expect(zTest(3, 1, 2)).toEqual({
      statistic: 1,
      pValue: expect.closeTo(0.31731050786291415, 15),
    });
    expect(zTest(-1, 1, 1).statistic).toBe(-2);
    expect(zTest(-1, 1, 1).pValue).toBeCloseTo(0.04550026389635842, 15);
    expect(zTest(1, 1, 1)).toEqual({ statistic: 0, pValue: 1 });
    expect(zTest(20, 0, 1).pValue / 5.507248237212467e-89).toBeCloseTo(1, 12);
  });

  it("refuses a standard error that is none", () => {
    expect(() => zTest(1, 0, 0)).toThrow(
      "zTest: standardError=0; expected a finite number above 0.",
    );
    expect(() => zTest(NaN, 0, 1)).toThrow("zTest: estimate=NaN");
    expect(() => zTest(0, NaN, 1)).toThrow("zTest: expected=NaN");
  });
});
