import { describe, expect, it } from "vitest";
import { logMeanExp, logSumExp } from "../../lib/math";

describe("logSumExp and logMeanExp", () => {
  it("neither over- nor underflow", () => {
    expect(logSumExp([1000, 1000 + Math.log(2)])).toBeCloseTo(1000 + Math.log(3), 12);
    expect(logSumExp([-1000, -1000])).toBeCloseTo(-1000 + Math.LN2, 12);
    expect(logSumExp([-Infinity, 3])).toBe(3);
    expect(logSumExp([-Infinity, -Infinity])).toBe(-Infinity);
    expect(logSumExp([0.5])).toBe(0.5);
    expect(logMeanExp([0, Math.log(3)])).toBeCloseTo(Math.LN2, 15);
  });

  it("refuse nothing, NaN and Infinity", () => {
    expect(() => logSumExp([])).toThrow("logSumExp: no values; pass at least one.");
    expect(() => logMeanExp([])).toThrow("no values");
    expect(() => logSumExp([0, NaN])).toThrow("logSumExp: values[1]=NaN");
    expect(() => logSumExp([Infinity])).toThrow("logSumExp: values[0]=Infinity");
  });
});
