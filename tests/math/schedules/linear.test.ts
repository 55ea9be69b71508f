import { describe, expect, it } from "vitest";
import { alphaBars, linearBetas } from "../../../lib/math";
import { expectClose } from "../../contracts/close";
import { golden } from "../../contracts/golden";

describe("linearBetas", () => {
  it("ends in the ᾱ_T of the paper's schedule, 4.04e-5", () => {
    expect(alphaBars(linearBetas(1000))[999]).toBeCloseTo(4.0358e-5, 9);
  });

  it("takes both ends, one step, and equal ends", () => {
    expect([...linearBetas(3, { betaStart: 0, betaEnd: 1 })]).toEqual([0, 0.5, 1]);
    expect([...linearBetas(1)]).toEqual([1e-4]);
    expect([...linearBetas(2, { betaStart: 0.5, betaEnd: 0.5 })]).toEqual([0.5, 0.5]);
  });

  it.each([
    [{ T: 0 }, "linearBetas: T=0 is not an integer of at least 1"],
    [{ T: -5 }, "linearBetas: T=-5"],
    [{ T: 2.5 }, "linearBetas: T=2.5"],
    [{ T: 4, betaStart: NaN }, "linearBetas: betaStart=NaN; expected a finite number from 0 to 1"],
    [{ T: 4, betaEnd: 1.5 }, "linearBetas: betaEnd=1.5"],
  ])("refuses %j", ({ T, ...options }, message) => {
    expect(() => linearBetas(T, options)).toThrow(message);
  });

  it("scales both ends by 1000/T where asked, and refuses the betas above 1 of few steps", () => {
    const scaled = linearBetas(50, { scaling: "1000/T" });
    expectClose(scaled, golden<Record<string, number[]>>("schedules").openai50!, {
      relative: 1e-15,
    });
    expect(linearBetas(1000, { scaling: "1000/T" })).toEqual(linearBetas(1000));
    expect(() => linearBetas(10, { scaling: "1000/T" })).toThrow(
      "linearBetas: betaEnd*1000/10=2; expected a finite number from 0 to 1.",
    );
  });
});
