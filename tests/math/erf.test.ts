import { describe, expect, it } from "vitest";
import { erf, erfc, erfcx } from "../../lib/math";
import { golden } from "../contracts/golden";
import { expectRows, type GoldenRows } from "../contracts/goldenRows";

const rows = golden<Record<string, GoldenRows>>("special");

describe("erf, erfc, erfcx", () => {
  it("have the values of a 60-digit computation to the last digits", () => {
    expectRows(erf, rows.erf!, { relative: 1e-15 });
    expectRows(erfc, rows.erfc!, { relative: 1e-15 });
    expectRows(erfcx, rows.erfcx!, { relative: 2e-15 });
    expectRows(erfcx, rows.erfcxFar!, { relative: 1e-15 });
  });

  it("are odd, complementary and of the right limits", () => {
    for (const x of [0, 0.2, 0.999, 1, 1.001, 3, 8]) {
      expect(erf(-x)).toBe(-erf(x));
      expect(erf(x) + erfc(x)).toBeCloseTo(1, 15);
      expect(erfc(-x)).toBe(2 - erfc(x));
    }
    expect([
      erf(Infinity),
      erf(-Infinity),
      erfc(Infinity),
      erfc(-Infinity),
      erfcx(Infinity),
    ]).toEqual([1, -1, 0, 2, 0]);
    expect([erf(0), erfc(0), erfc(27.4), erfc(40)]).toEqual([0, 1, 0, 0]);
  });

  it.each([erf, erfc, erfcx])("refuse NaN", (f) => {
    expect(() => f(NaN)).toThrow(`${f.name}: x=NaN; expected a finite number.`);
  });
});
