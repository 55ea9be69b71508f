import { describe, expect, it } from "vitest";
import { quadraticBetas, scaledLinearBetas } from "../../../lib/math";
import { expectClose } from "../../contracts/close";
import { golden } from "../../contracts/golden";

describe("quadraticBetas", () => {
  it("has the values of a 50-digit computation, and is the scaled linear schedule with DDPM's ends", () => {
    const betas = quadraticBetas(12);
    expectClose(betas, golden<Record<string, number[]>>("schedules").quadratic12!, {
      relative: 1e-15,
    });
    expect(betas).toEqual(scaledLinearBetas(12, { betaStart: 1e-4, betaEnd: 0.02 }));
    expect(quadraticBetas(1)[0]).toBeCloseTo(1e-4, 17);
  });

  it("refuses bad arguments", () => {
    expect(() => quadraticBetas(2.5)).toThrow("quadraticBetas: T=2.5");
    expect(() => quadraticBetas(2, { betaEnd: 1.1 })).toThrow("quadraticBetas: betaEnd=1.1");
  });
});
