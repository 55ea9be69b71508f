import { describe, expect, it } from "vitest";
import { alphaBars, jsdBetas } from "../../../lib/math";

describe("jsdBetas", () => {
  it("makes ᾱ fall linearly to 0", () => {
    const bars = alphaBars(jsdBetas(8));
    bars.forEach((bar, i) => expect(bar).toBeCloseTo(1 - (i + 1) / 8, 15));
    expect([...jsdBetas(4)]).toEqual([1 / 4, 1 / 3, 1 / 2, 1]);
    expect([...jsdBetas(1)]).toEqual([1]);
  });

  it("refuses a T that is none", () => {
    expect(() => jsdBetas(0)).toThrow("jsdBetas: T=0 is not an integer of at least 1; pass one.");
    expect(() => jsdBetas(NaN)).toThrow("jsdBetas: T=NaN");
  });
});
