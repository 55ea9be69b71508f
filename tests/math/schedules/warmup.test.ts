import { describe, expect, it } from "vitest";
import { linearBetas, warmupBetas } from "../../../lib/math";
import { expectClose } from "../../contracts/close";
import { golden } from "../../contracts/golden";

describe("warmupBetas", () => {
  it("rises over its share and then stays", () => {
    const betas = warmupBetas(20, { fraction: 0.5 });
    expectClose(betas, golden<Record<string, number[]>>("schedules").warmup20!, {
      relative: 1e-15,
    });
    expect(betas.slice(0, 10)).toEqual(linearBetas(10));
    expect(warmupBetas(1000).findIndex((beta) => beta === 0.02)).toBe(99);
  });

  it("is constant without warm-up and linear with nothing else", () => {
    expect([...warmupBetas(2, { fraction: 0 })]).toEqual([0.02, 0.02]);
    expect([...warmupBetas(5)]).toEqual([0.02, 0.02, 0.02, 0.02, 0.02]);
    expect(warmupBetas(7, { fraction: 1 })).toEqual(linearBetas(7));
    expect([...warmupBetas(1, { fraction: 1, betaStart: 0 })]).toEqual([0]);
  });

  it("refuses bad arguments", () => {
    expect(() => warmupBetas(0)).toThrow("warmupBetas: T=0");
    expect(() => warmupBetas(9, { fraction: 1.5 })).toThrow(
      "warmupBetas: fraction=1.5; expected a finite number from 0 to 1.",
    );
    expect(() => warmupBetas(9, { betaStart: NaN })).toThrow("warmupBetas: betaStart=NaN");
    expect(() => warmupBetas(9, { betaEnd: 2 })).toThrow("warmupBetas: betaEnd=2");
  });
});
