import { describe, expect, it } from "vitest";
import { alphaBars, cosineBetas } from "../../../lib/math";

describe("cosineBetas", () => {
  it("is cut at maxBeta", () => {
    expect(cosineBetas(1000)[999]).toBe(0.999);
    expect(cosineBetas(1)[0]).toBe(0.999);
    expect(Math.max(...cosineBetas(100, { maxBeta: 0.5 }))).toBe(0.5);
  });

  it("refuses bad arguments", () => {
    expect(() => cosineBetas(0)).toThrow("cosineBetas: T=0");
    expect(() => cosineBetas(10, { s: -1 })).toThrow(
      "cosineBetas: s=-1; expected a finite number of at least 0",
    );
    expect(() => cosineBetas(10, { maxBeta: 2 })).toThrow("cosineBetas: maxBeta=2");
  });

  it("ends in the ᾱ of OpenAI's code, 2.4288e-9, with one beta cut", () => {
    const betas = cosineBetas(1000);
    expect(alphaBars(betas)[999]! / 2.4288e-9).toBeCloseTo(1, 4);
    expect(betas.filter((beta) => beta === 0.999).length).toBe(1);
  });
});
