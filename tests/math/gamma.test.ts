import { describe, expect, it } from "vitest";
import { gammaP, gammaQ, logGamma } from "../../lib/math";
import { golden } from "../contracts/golden";
import { expectRows, type GoldenRows } from "../contracts/goldenRows";

const rows = golden<Record<string, GoldenRows>>("special");

describe("gamma functions", () => {
  it("have the values of a 60-digit computation", () => {
    expectRows(logGamma, rows.logGamma!, { relative: 2e-15, absolute: 1e-14 });
    expectRows(gammaP, rows.gammaP!, { relative: 1e-12, absolute: 1e-300 });
    expectRows(gammaQ, rows.gammaQ!, { relative: 1e-12, absolute: 1e-300 });
  });

  it("follow their recurrence and sum to 1", () => {
    for (const x of [0.3, 1, 2, 4.5, 9.7, 25]) {
      expect(logGamma(x + 1) - logGamma(x)).toBeCloseTo(Math.log(x), 13);
      expect(gammaP(x, 3) + gammaQ(x, 3)).toBeCloseTo(1, 14);
      expect(gammaQ(1, x)).toBeCloseTo(Math.exp(-x), 15);
    }
    expect([logGamma(1), logGamma(2), gammaP(2, 0), gammaQ(2, 0)]).toEqual([0, 0, 0, 1]);
  });

  it("refuse what is outside their range", () => {
    expect(() => logGamma(0)).toThrow("logGamma: x=0; expected a finite number above 0.");
    expect(() => logGamma(NaN)).toThrow("logGamma: x=NaN");
    expect(() => gammaP(0, 1)).toThrow("gammaP: a=0; expected a finite number above 0.");
    expect(() => gammaQ(1, -1)).toThrow("gammaQ: x=-1; expected a finite number of at least 0.");
  });
});
