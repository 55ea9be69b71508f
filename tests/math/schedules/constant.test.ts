import { describe, expect, it } from "vitest";
import { alphaBars, constantBetas } from "../../../lib/math";

describe("constantBetas", () => {
  it("is the same at every step, so that ᾱ is a power", () => {
    expect([...constantBetas(3, 0.02)]).toEqual([0.02, 0.02, 0.02]);
    expect(alphaBars(constantBetas(10, 0.5))[9]).toBe(2 ** -10);
    expect([...constantBetas(1, 0), ...constantBetas(1, 1)]).toEqual([0, 1]);
  });

  it("refuses bad arguments", () => {
    expect(() => constantBetas(0, 0.1)).toThrow("constantBetas: T=0");
    expect(() => constantBetas(1, NaN)).toThrow("constantBetas: beta=NaN");
    expect(() => constantBetas(1, 1.5)).toThrow("constantBetas: beta=1.5");
  });
});
