import { describe, expect, it } from "vitest";
import { scaledLinearBetas } from "../../../lib/math";
import { expectClose } from "../../contracts/close";
import { golden } from "../../contracts/golden";

const rows = golden<Record<string, number[]>>("schedules");

describe("scaledLinearBetas", () => {
  it("has the values of a 50-digit computation", () => {
    expectClose(scaledLinearBetas(12), rows.scaledLinear12!, { relative: 1e-15 });
    const thin = scaledLinearBetas(1000).filter((_, i) => i % 37 === 0);
    expectClose(thin, rows.scaledLinear1000!, { relative: 1e-15 });
  });

  it("has roots that are linear, and both ends", () => {
    const betas = scaledLinearBetas(3, { betaStart: 0, betaEnd: 1 });
    expect([...betas]).toEqual([0, 0.25, 1]);
    expect(scaledLinearBetas(1)[0]).toBeCloseTo(0.00085, 17);
  });

  it("refuses bad arguments", () => {
    expect(() => scaledLinearBetas(0)).toThrow(
      "scaledLinearBetas: T=0 is not an integer of at least 1",
    );
    expect(() => scaledLinearBetas(3, { betaStart: -1 })).toThrow(
      "scaledLinearBetas: betaStart=-1; expected a finite number from 0 to 1.",
    );
    expect(() => scaledLinearBetas(3, { betaEnd: NaN })).toThrow("scaledLinearBetas: betaEnd=NaN");
  });
});
