import { describe, expect, it } from "vitest";
import { alphaBarOfLogSnr, alphaBars, linearBetas, logSnr, snr } from "../../lib/math";
import { expectClose } from "../contracts/close";
import { golden } from "../contracts/golden";

describe("snr and logSnr", () => {
  const betas = linearBetas(1000);

  it("have the values of a 50-digit computation", () => {
    const thin = logSnr(betas).filter((_, i) => i % 37 === 0);
    const expected = golden<Record<string, number[]>>("schedules").logSnrLinear1000!;
    expectClose(thin, expected, { relative: 1e-13, absolute: 1e-12 });
    expectClose(
      snr(betas).filter((_, i) => i % 37 === 0),
      expected.map(Math.exp),
      { relative: 1e-11 },
    );
  });

  it("fall, and lead back to ᾱ", () => {
    const values = logSnr(betas);
    expect(values.every((v, i) => i === 0 || v < values[i - 1]!)).toBe(true);
    expectClose(values.map(alphaBarOfLogSnr), alphaBars(betas), { relative: 1e-12 });
  });

  it("reach their limits", () => {
    expect([...snr(Float64Array.of(0, 0.5, 1))]).toEqual([Infinity, 1, 0]);
    expect([...logSnr(Float64Array.of(0, 0.5, 1))]).toEqual([Infinity, 0, -Infinity]);
    expect([Infinity, 0, -Infinity].map(alphaBarOfLogSnr)).toEqual([1, 0.5, 0]);
  });

  it("refuse what is no beta", () => {
    expect(() => snr(Float64Array.of(NaN))).toThrow("betas[0]=NaN");
    expect(() => logSnr(Float64Array.of(-1))).toThrow("betas[0]=-1");
    expect(() => alphaBarOfLogSnr(NaN)).toThrow("alphaBarOfLogSnr: lambda=NaN; expected a number.");
  });
});
