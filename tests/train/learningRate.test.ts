import { describe, expect, it } from "vitest";
import { stepDecay, warmupConstant, warmupCosine } from "../../lib/train";

describe("warmupCosine", () => {
  it("rises linearly, peaks, halves midway and ends at the final rate", () => {
    const rate = warmupCosine({ peak: 2, warmup: 10, steps: 110, final: 0.1 });
    expect(rate(1)).toBeCloseTo(0.2, 12);
    expect(rate(5)).toBeCloseTo(1, 12);
    expect(rate(10)).toBeCloseTo(2, 12);
    expect(rate(60)).toBeCloseTo(1.1, 12); // (2 + 0.2) / 2
    expect(rate(110)).toBeCloseTo(0.2, 12);
    expect(rate(500)).toBeCloseTo(0.2, 12);
  });

  it("works without warm-up, with nothing else, and for one step", () => {
    expect(warmupCosine({ peak: 1, steps: 100 })(1)).toBeCloseTo(1, 3);
    expect(warmupCosine({ peak: 1, steps: 4, warmup: 4 })(4)).toBe(1);
    expect(Number.isFinite(warmupCosine({ peak: 1, steps: 1 })(1))).toBe(true);
  });

  it.each([
    [{ peak: -1, steps: 10 }, "warmupCosine: peak=-1; expected a finite number of at least 0."],
    [{ peak: 1, steps: 0 }, "warmupCosine: steps=0"],
    [{ peak: 1, steps: 10, warmup: 11 }, "warmupCosine: warmup=11 is not an integer from 0 to 10"],
    [{ peak: 1, steps: 10, final: 2 }, "warmupCosine: final=2"],
  ])("refuses %j", (options, message) => {
    expect(() => warmupCosine(options)).toThrow(message);
  });
});

describe("warmupConstant", () => {
  it("rises linearly to its peak and stays there", () => {
    const rate = warmupConstant({ peak: 2, warmup: 8 });
    expect([1, 2, 7, 8, 9, 1_000_000].map(rate)).toEqual([0.25, 0.5, 1.75, 2, 2, 2]);
  });

  it("is the peak from the first step without warm-up", () => {
    expect([1, 2].map(warmupConstant({ peak: 0.3, warmup: 0 }))).toEqual([0.3, 0.3]);
  });

  it.each([
    [{ peak: -1, warmup: 1 }, "warmupConstant: peak=-1; expected a finite number of at least 0."],
    [
      { peak: 1, warmup: 0.5 },
      "warmupConstant: warmup=0.5 is not an integer of at least 0; pass one.",
    ],
  ])("refuses %j", (options, message) => {
    expect(() => warmupConstant(options)).toThrow(message);
  });
});

describe("stepDecay", () => {
  it("drops by its factor every so many updates, as StepLR does", () => {
    const rate = stepDecay({ initial: 2, every: 3, factor: 0.5 });
    expect([1, 2, 3, 4, 5, 6, 7].map(rate)).toEqual([2, 2, 2, 1, 1, 1, 0.5]);
  });

  it("rises first where that is asked for", () => {
    const rate = stepDecay({ initial: 1, every: 100, warmup: 4 });
    expect([1, 2, 4, 5, 101].map(rate)).toEqual([0.25, 0.5, 1, 1, 0.1]);
  });

  it.each([
    [{ initial: NaN, every: 1 }, "stepDecay: initial=NaN; expected a finite number of at least 0."],
    [{ initial: 1, every: 0 }, "stepDecay: every=0 is not an integer of at least 1"],
    [{ initial: 1, every: 1, factor: 2 }, "stepDecay: factor=2; expected a finite number from 0"],
    [{ initial: 1, every: 1, warmup: -1 }, "stepDecay: warmup=-1 is not an integer of at least 0"],
  ])("refuses %j", (options, message) => {
    expect(() => stepDecay(options)).toThrow(message);
  });
});
