import { describe, expect, it } from "vitest";
import { compare, compareStatistic } from "../../lib/notebook/compare";
import { twoSidedTail } from "../../lib/math";

describe("compare", () => {
  it("allows the absolute tolerance, and not more", () => {
    expect(compare(1.5, 1, { absolute: 0.5 }).holds).toBe(true);
    expect(compare(1.5000001, 1, { absolute: 0.5 }).holds).toBe(false);
  });

  it("takes the relative tolerance from the right side", () => {
    expect(compare(110, 100, { relative: 0.1 }).allowed).toBe(10);
    expect(compare(90, -100, { relative: 0.1 })).toMatchObject({ error: 190, allowed: 10 });
  });

  it("adds both tolerances up", () => {
    expect(compare(112, 100, { absolute: 2, relative: 0.1 })).toMatchObject({
      allowed: 12,
      holds: true,
    });
  });

  it("wants equality when the tolerance is 0", () => {
    expect(compare(1, 1, { absolute: 0 }).holds).toBe(true);
    expect(compare(1, 1 + 2 ** -52, { absolute: 0 }).holds).toBe(false);
  });

  it("reports the element that does worst, measured by what it is allowed", () => {
    // errors 1 of 10 and 0.5 of 0.1: the second does worse
    const result = compare([101, 1.5], [100, 1], { relative: 0.1 });
    expect(result).toMatchObject({ left: 1.5, right: 1, index: 1, count: 2, holds: false });
  });

  it("lets one number stand for all elements, on either side", () => {
    expect(compare(Float32Array.of(1, 1, 2), 1, { absolute: 0.5 })).toMatchObject({ index: 2 });
    expect(compare(1, [1, 1], { absolute: 0 }).holds).toBe(true);
  });

  it.each([
    [NaN, 1],
    [1, NaN],
    [NaN, NaN],
    [Infinity, Infinity],
    [1, Infinity],
    [[1, NaN, 1], 1],
  ])("never lets %j and %j agree", (left, right) => {
    const result = compare(left, right, { absolute: 1e300, relative: 1e300 });
    expect(result.holds).toBe(false);
    expect(result.error).toBeNaN();
  });

  it.each([
    [{}, "the tolerance is empty; pass { absolute }, { relative } or both"],
    [{ absolute: -1 }, "tolerance.absolute=-1; expected a finite number of at least 0."],
    [{ relative: NaN }, "tolerance.relative=NaN; expected a finite number"],
    [{ absolute: Infinity }, "tolerance.absolute=Infinity; expected a finite number"],
  ])("refuses the tolerance %j", (tolerance, message) => {
    expect(() => compare(1, 1, tolerance)).toThrow(message);
  });

  it("refuses sides of different length, and empty ones", () => {
    expect(() => compare([1, 2], [1], { absolute: 1 })).toThrow(
      "check: left has 2, right has 1 values; pass as many on each side, or one number for all.",
    );
    expect(() => compare([], [], { absolute: 1 })).toThrow("an empty check shows nothing");
  });
});

describe("compareStatistic", () => {
  it("measures in standard errors", () => {
    const result = compareStatistic(1.3, 1, 0.1, 5);
    expect(result.z).toBeCloseTo(3);
    expect(result.holds).toBe(true);
    expect(compareStatistic(1.6, 1, 0.1, 5).holds).toBe(false);
    expect(compareStatistic(0.4, 1, 0.1, 5).holds).toBe(false);
  });

  it("states the chance of a false alarm, for as many elements as there are", () => {
    expect(compareStatistic(0, 0, 1, 2).falseAlarm).toBeCloseTo(0.0455, 4);
    expect(compareStatistic([0, 0, 0], 0, 1, 2).falseAlarm).toBeCloseTo(3 * 0.0455, 3);
    expect(compareStatistic(new Float64Array(1000), 0, 1, 2).falseAlarm).toBe(1);
  });

  it("reports the worst element", () => {
    expect(compareStatistic([1, -4, 2], 0, [1, 1, 1], 5)).toMatchObject({ z: -4, index: 1 });
  });

  it.each([
    [NaN, 0, 1],
    [0, NaN, 1],
    [0, 0, NaN],
    [0, 0, Infinity],
    [Infinity, 0, 1],
  ])("never lets %d beside %d +- %d pass", (estimate, expected, error) => {
    expect(compareStatistic(estimate, expected, error, 1e300).holds).toBe(false);
  });

  it("refuses a standard error of 0 and a limit that is none", () => {
    expect(() => compareStatistic(0, 0, 0, 5)).toThrow(
      "standardError is 0; expected a number above 0, such as the standard deviation of the draws",
    );
    expect(() => compareStatistic(0, 0, [1, -1], 5)).toThrow("standardError is -1");
    expect(() => compareStatistic(0, 0, 1, 0)).toThrow("z=0; expected a finite number above 0.");
  });
});

describe("twoSidedTail", () => {
  // scipy.stats.norm.sf(z) * 2
  it.each([
    [0, 1],
    [1, 0.31731050786291415],
    [-1.959963984540054, 0.05],
    [3, 0.0026997960632601866],
    [5, 5.733031437583869e-7],
    [8, 1.2441921148543568e-15],
  ])("of %d is %d", (z, probability) => {
    expect(twoSidedTail(z) / probability).toBeCloseTo(1, 6);
  });
});
