import { describe, expect, it } from "vitest";
import { alphaBars, linearBetas, scaledLinearBetas, zeroTerminalSnrBetas } from "../../lib/math";
import { expectClose } from "../contracts/close";
import { golden } from "../contracts/golden";

const rows = golden<Record<string, number[]>>("schedules");

describe("zeroTerminalSnrBetas", () => {
  it("has the values of a 50-digit computation", () => {
    const thin = zeroTerminalSnrBetas(scaledLinearBetas(1000)).filter((_, i) => i % 37 === 0);
    expectClose(thin, rows.zeroTerminalStable1000!, { relative: 1e-12 });
    expectClose(zeroTerminalSnrBetas(linearBetas(8)), rows.zeroTerminalLinear8!, {
      relative: 1e-13,
    });
  });

  it("shifts and stretches √ᾱ: first kept, last 0, in between affine", () => {
    const betas = scaledLinearBetas(50);
    const before = alphaBars(betas).map(Math.sqrt);
    const after = alphaBars(zeroTerminalSnrBetas(betas)).map(Math.sqrt);
    const stretch = before[0]! / (before[0]! - before[49]!);
    expectClose(
      after,
      before.map((r) => (r - before[49]!) * stretch),
      { relative: 1e-12, absolute: 1e-15 },
    );
    expect(after[49]).toBe(0);
  });

  it("changes nothing that ends at 0, and keeps steps without noise", () => {
    expectClose(zeroTerminalSnrBetas(Float64Array.of(0.5, 0.5, 1)), [0.5, 0.5, 1], {
      relative: 1e-15,
    });
    expectClose(zeroTerminalSnrBetas(Float64Array.of(0.1, 0, 0.5)), [0.1, 0, 1], {
      relative: 1e-15,
    });
    expect([...zeroTerminalSnrBetas(Float64Array.of(0.1, 0.2, 0))]).toEqual([0.1, 1, 1]);
  });

  it("refuses what cannot be stretched", () => {
    expect(() => zeroTerminalSnrBetas(Float64Array.of(0.5))).toThrow(
      "zeroTerminalSnrBetas: 1 beta;",
    );
    expect(() => zeroTerminalSnrBetas(Float64Array.of(0.5, 0))).toThrow(
      "zeroTerminalSnrBetas: the betas after the first add no noise",
    );
    expect(() => zeroTerminalSnrBetas(Float64Array.of(1, 0.5))).toThrow("add no noise");
    expect(() => zeroTerminalSnrBetas(new Float64Array(0))).toThrow(
      "zeroTerminalSnrBetas: no betas",
    );
    expect(() => zeroTerminalSnrBetas(Float64Array.of(0.1, NaN))).toThrow("betas[1]=NaN");
  });
});
