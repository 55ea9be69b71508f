import { describe, expect, it } from "vitest";
import { shareEstimate } from "../../lib/metrics";
import { golden } from "../contracts/golden";

const { wilson } = golden<{ wilson: [number, number, number, number][] }>("samples");

describe("shareEstimate", () => {
  it.each(wilson)("has SciPy's Wilson interval: %i of %i", (count, total, low, high) => {
    const share = shareEstimate(count, total);
    expect(share.interval[0]).toBeCloseTo(low, 14);
    expect(share.interval[1]).toBeCloseTo(high, 14);
  });

  it("has the binomial standard error, which is 0 at the ends where the interval is not", () => {
    const share = shareEstimate(3, 12);
    expect(share.estimate).toBe(0.25);
    expect(share.standardError).toBe(0.125);
    expect([share.count, share.total]).toEqual([3, 12]);
    const none = shareEstimate(0, 12);
    expect([none.standardError, none.interval[0]]).toEqual([0, 0]);
    expect(none.interval[1]).toBeGreaterThan(0.2);
    expect(shareEstimate(12, 12).interval[1]).toBe(1);
  });

  it("refuses impossible counts", () => {
    expect(() => shareEstimate(0, 0)).toThrow("shareEstimate: total=0");
    expect(() => shareEstimate(4, 3)).toThrow(
      "shareEstimate: count=4 is not an integer from 0 to 3",
    );
  });
});
