import { describe, expect, it } from "vitest";
import { log1pMinus, ratioExcess } from "../../lib/math/log1pMinus";
import { golden } from "../contracts/golden";
import { expectRows, type GoldenRows } from "../contracts/goldenRows";

const rows = golden<Record<string, GoldenRows>>("special");

describe("log1pMinus and ratioExcess", () => {
  it("have the values of a 60-digit computation", () => {
    expectRows(log1pMinus, rows.log1pMinus!, { relative: 2e-15 });
    // (a - b)/b rounds once, which doubles in the square
    expectRows(ratioExcess, rows.ratioExcess!, { relative: 3e-15 });
  });

  it("are 0 at 0 and at equal numbers", () => {
    expect(log1pMinus(0) === 0).toBe(true);
    expect(Math.abs(ratioExcess(0.3, 0.3))).toBe(0);
  });
});
