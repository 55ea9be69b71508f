import { describe, expect, it } from "vitest";
import { alphaBars, sigmoidAlphaBarBetas, sigmoidBetas } from "../../../lib/math";
import { expectClose } from "../../contracts/close";
import { golden } from "../../contracts/golden";

const rows = golden<Record<string, number[]>>("schedules");

describe("sigmoidBetas", () => {
  it("has the values of a 50-digit computation", () => {
    expectClose(sigmoidBetas(12), rows.sigmoid12!, { relative: 1e-14 });
  });

  it("is symmetric about the middle of its ends, which it does not reach", () => {
    const betas = sigmoidBetas(9, { betaStart: 0.1, betaEnd: 0.3, range: 2 });
    betas.forEach((beta, i) => expect(beta + betas[8 - i]!).toBeCloseTo(0.4, 15));
    expect(betas[0]).toBeCloseTo(0.1 + 0.2 / (1 + Math.E ** 2), 15);
    expect(sigmoidBetas(1)[0]).toBeCloseTo(1e-4 + 0.0199 / (1 + Math.E ** 6), 15);
  });

  it("refuses bad arguments", () => {
    expect(() => sigmoidBetas(0)).toThrow("sigmoidBetas: T=0");
    expect(() => sigmoidBetas(2, { betaStart: 2 })).toThrow("sigmoidBetas: betaStart=2");
    expect(() => sigmoidBetas(2, { betaEnd: NaN })).toThrow("sigmoidBetas: betaEnd=NaN");
    expect(() => sigmoidBetas(2, { range: -1 })).toThrow("sigmoidBetas: range=-1");
  });
});

describe("sigmoidAlphaBarBetas", () => {
  it("has the values of a 50-digit computation", () => {
    expectClose(sigmoidAlphaBarBetas(12), rows.sigmoidAlphaBar12!, { relative: 1e-13 });
    const sharp = sigmoidAlphaBarBetas(12, { start: 0, end: 3, tau: 0.3 });
    expectClose(sharp, rows.sigmoidAlphaBarSharp12!, { relative: 1e-13 });
    const thin = sigmoidAlphaBarBetas(1000).filter((_, i) => i % 37 === 0);
    expectClose(thin, rows.sigmoidAlphaBar1000!, { relative: 1e-12 });
  });

  it("has an ᾱ that is ½ in the middle, and a last beta that is cut", () => {
    const betas = sigmoidAlphaBarBetas(10);
    expect(alphaBars(betas)[4]).toBeCloseTo(0.5, 14);
    expect(betas[9]).toBe(0.999);
    expect(sigmoidAlphaBarBetas(1, { maxBeta: 1 })[0]).toBe(1);
  });

  it("refuses bad arguments", () => {
    expect(() => sigmoidAlphaBarBetas(0)).toThrow("sigmoidAlphaBarBetas: T=0");
    expect(() => sigmoidAlphaBarBetas(2, { start: 3 })).toThrow(
      "sigmoidAlphaBarBetas: start=3 is not below end=3",
    );
    expect(() => sigmoidAlphaBarBetas(2, { start: NaN })).toThrow("start=NaN");
    expect(() => sigmoidAlphaBarBetas(2, { end: NaN })).toThrow("end=NaN");
    expect(() => sigmoidAlphaBarBetas(2, { tau: 0 })).toThrow(
      "sigmoidAlphaBarBetas: tau=0; expected a finite number above 0.",
    );
    expect(() => sigmoidAlphaBarBetas(2, { maxBeta: 2 })).toThrow("maxBeta=2");
  });
});
