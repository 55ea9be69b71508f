import { describe, expect, it } from "vitest";
import {
  interpolatedVariance,
  learnedRangeLogVariance,
  linearBetas,
  posteriorLogVariance,
  reversePosterior,
  type LogVarianceConvention,
} from "../../lib/math";
import { expectClose } from "../contracts/close";
import { golden } from "../contracts/golden";

const betas = linearBetas(1000);
const first = golden<Record<string, number[]>>("schedules").logPosteriorVarianceLinear1000!;

describe("posteriorLogVariance", () => {
  it("starts as each code has it", () => {
    const start = (convention: LogVarianceConvention) =>
      [...posteriorLogVariance(betas, convention)].slice(0, 3);
    expectClose(start("fixed-small"), [first[0]!, first[0]!, first[1]!], { relative: 1e-13 });
    expect(start("fixed-small")[0]).toBeCloseTo(-9.817, 3);
    expectClose(start("fixed-small-floor"), [Math.log(1e-20), first[0]!, first[1]!], {
      relative: 1e-13,
    });
    const logs = [...betas].slice(0, 3).map(Math.log);
    expectClose(start("fixed-large"), [first[0]!, logs[1]!, logs[2]!], { relative: 1e-13 });
    expectClose(start("beta"), logs, { relative: 1e-15 });
  });

  it("is otherwise log β̃, below log β", () => {
    const { variance } = reversePosterior(betas);
    const small = posteriorLogVariance(betas, "fixed-small");
    const large = posteriorLogVariance(betas, "beta");
    for (let i = 1; i < 1000; i++) {
      expect(small[i]).toBe(Math.log(variance[i]!));
      expect(small[i]).toBeLessThan(large[i]!);
    }
  });

  it("needs a second step where it takes its first entry from there", () => {
    const one = Float64Array.of(0.5);
    for (const convention of ["fixed-small", "fixed-large"] as const) {
      expect(() => posteriorLogVariance(one, convention)).toThrow(
        `posteriorLogVariance: '${convention}' takes its first entry from the second step, and T=1 has none`,
      );
    }
    expect([...posteriorLogVariance(one, "fixed-small-floor")]).toEqual([Math.log(1e-20)]);
    expect([...posteriorLogVariance(one, "beta")]).toEqual([Math.log(0.5)]);
  });

  it("refuses other conventions and betas", () => {
    const unknown = "small" as LogVarianceConvention;
    expect(() => posteriorLogVariance(betas, unknown)).toThrow(
      "posteriorLogVariance: no convention 'small'; pass one of fixed-small, fixed-small-floor, fixed-large, beta.",
    );
    expect(() => posteriorLogVariance(Float64Array.of(NaN), "beta")).toThrow("betas[0]=NaN");
  });
});

describe("learned variances", () => {
  it("lie between both bounds, in the logarithm or not", () => {
    expect([...learnedRangeLogVariance([-1, 0, 1, 3], -2, -4)]).toEqual([-4, -3, -2, 0]);
    const mixed = interpolatedVariance([0.2, 0.4], [0.1, 0.3], 0.25);
    expectClose(mixed, [0.125, 0.325], { relative: 1e-15 });
    expect([
      ...interpolatedVariance([0.2], [0], 0),
      ...interpolatedVariance([0.2], [0], 1),
    ]).toEqual([0, 0.2]);
  });

  it("refuse bad arguments", () => {
    expect(() => learnedRangeLogVariance([], -1, -2)).toThrow("learnedRangeLogVariance: no output");
    expect(() => learnedRangeLogVariance([NaN], -1, -2)).toThrow("output[0]=NaN");
    expect(() => learnedRangeLogVariance([0], NaN, -2)).toThrow("logBeta=NaN");
    expect(() => learnedRangeLogVariance([0], -1, -Infinity)).toThrow(
      "logPosteriorVariance=-Infinity",
    );
    expect(() => interpolatedVariance([0.1], [0.1], 2)).toThrow("interpolatedVariance: v=2");
    expect(() => interpolatedVariance([0.1], [0.1, 0.2], 0)).toThrow(
      "posteriorVariance has length 2",
    );
    expect(() => interpolatedVariance([2], [0.1], 0)).toThrow("betas[0]=2");
    expect(() => interpolatedVariance([0.1], [-1], 0)).toThrow("posteriorVariance[0]=-1");
  });
});
